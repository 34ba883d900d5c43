import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backupPlaceStep, countedPaths } from './place.ts';

const MIB = 2 ** 20;
const VARS = { stem_backup_paths: '/srv' };
const facts = (tar: number, free: number | null = 2 ** 40) => ({
  free,
  sizes: {
    rootBytes: 4096 * MIB,
    stagingBytes: 1024 * MIB,
    absent: [],
    outside: [],
    paths: { entries: 1, tarBytes: tar, diskBytes: tar, sumsBytes: 100 },
  },
});
const verdict = (one: ReturnType<typeof facts>, vars = {}): string => {
  const params = backupPlaceStep.params({ ...VARS, ...vars });
  const { kind, because } = backupPlaceStep.check(one, params);
  return `${kind}: ${because}`;
};
const LARGE = 2000 * MIB;
const BYTES = 2_097_792_064;

describe('backup/place', () => {
  it('says before the first write where the backup goes, and how much crosses the link', () => {
    assert.equal(
      verdict(facts(MIB)),
      'satisfied: the archive stays on the staging partition (at most 1048960 bytes)',
    );
    assert.equal(
      verdict(facts(LARGE)),
      `satisfied: the archive goes to the controller: at most ${String(BYTES)} bytes cross the link, and back`,
    );
  });

  it("blocks where the controller's disk lacks a byte, and takes the last one", () => {
    assert.match(verdict(facts(LARGE, BYTES)), /^satisfied: /);
    assert.equal(
      verdict(facts(LARGE, BYTES - 1)),
      `blocked: the archive (at most ${String(BYTES)} bytes) goes to the controller, where 1 bytes are missing`,
    );
    assert.equal(verdict(facts(LARGE, null)), 'blocked: this command keeps no files of devices');
  });

  it('takes nothing along that is the system has, wherever there is room', () => {
    assert.equal(
      verdict(facts(MIB), { stem_backup_paths: ['/srv', '/etc', '/boot/grub'] }),
      "blocked: stem_backup_paths has what is the system's, or holds such: /etc, /boot/grub",
    );
  });

  it('blocks where it fits nowhere', () => {
    assert.match(
      verdict(facts(LARGE), { stem_backup_to: 'staging' }),
      /^blocked: \d+ bytes are missing on \/dev\/sda5$/,
    );
    const unknown = { ...facts(1), sizes: { ...facts(1).sizes, stagingBytes: null } };
    const params = backupPlaceStep.params(VARS);
    assert.equal(backupPlaceStep.check(unknown, params).kind, 'blocked');
  });

  it('changes nothing, and keeps no numbers that change by themselves', () => {
    const params = backupPlaceStep.params(VARS);
    assert.deepEqual(backupPlaceStep.apply(facts(1), params), []);
    assert.deepEqual(countedPaths(params).toKeep(facts(1).sizes), {
      rootBytes: null,
      stagingBytes: null,
      paths: null,
      absent: [],
      outside: [],
    });
    const levels = [facts(1), facts(LARGE, 0)].map(
      (one) => backupPlaceStep.findings?.(one, params)[0]?.level,
    );
    assert.deepEqual(levels, ['ok', 'block']);
  });
});
