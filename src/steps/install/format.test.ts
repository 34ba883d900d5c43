import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import type { Volume } from '../../facts/disk.ts';
import { formatRootStep } from './format.ts';

const PARAMS = formatRootStep.params({
  stem_run_id: 'run-1',
  inventory_hostname: 'web-1',
});
const NONE = { folder: '/k', pieces: 0, bytes: 0, sha256: null };
const OLD: Volume = { type: 'ext4', label: '', uuid: 'u-1' };
const HALF: Volume = { type: 'ext4', label: 'stem-root-new', uuid: 'u-2' };
const NEW: Volume = { type: 'ext4', label: 'stem-root', uuid: 'u-2' };
const facts = (volume: Volume | null, mark: string | null = 'run=run-1\n', mounted = '') => ({
  volume,
  mark,
  mounted: mounted === '' ? null : mounted,
  sealed: null,
  away: null,
  kept: NONE,
});
const check = (...args: Parameters<typeof facts>) => formatRootStep.check(facts(...args), PARAMS);

describe('install/format', () => {
  it('replaces whatever is there, once the point of no return is marked on the device', () => {
    assert.deepEqual(check(OLD), { kind: 'needed', because: '/dev/sda1 holds ext4' });
    assert.deepEqual(check(null), { kind: 'needed', because: '/dev/sda1 holds nothing' });
    assert.equal(check(HALF).kind, 'needed');
    assert.equal(check({ ...NEW, type: 'xfs' }).kind, 'needed');
  });

  it('touches nothing without the mark', () => {
    for (const volume of [OLD, HALF, null])
      assert.deepEqual(check(volume, null), {
        kind: 'blocked',
        because: 'the point of no return is not marked on the device',
        hint: 'Resume the run.',
      });
  });

  it('touches nothing where the backup is with another controller', () => {
    const away = { ...facts(OLD), sealed: 'abc  -\n', away: '/there of ada@desk\n' };
    assert.deepEqual(formatRootStep.check(away, PARAMS), {
      kind: 'blocked',
      because: 'the backup of this device is at /there of ada@desk, and not on this controller',
      hint: 'Copy that folder to /k with its files as they are, then resume.',
    });
    const kept = { ...NONE, sha256: 'abc' };
    assert.equal(formatRootStep.check({ ...away, kept }, PARAMS).kind, 'needed');
  });

  it('keeps off while something is mounted there', () => {
    assert.deepEqual(check(HALF, 'run=run-1\n', '/dev/sda1'), {
      kind: 'blocked',
      because: '/dev/sda1 is mounted at /run/stem/root',
      hint: 'Unmount it: `umount /run/stem/root`.',
    });
  });

  it('is done by the label alone, and so never formats a new root', () => {
    for (const mark of [null, 'run=run-0\n'])
      for (const mounted of ['', '/dev/sda1'])
        assert.equal(check(NEW, mark, mounted).kind, 'satisfied');
  });

  it('gives the label when mkfs has ended', () => {
    const [mkfs = '', ...label] = linesOf(formatRootStep.apply(facts(OLD), PARAMS));
    assert.match(mkfs, /^mkfs\.ext4 .* -L stem-root-new \/dev\/sda1$/);
    assert.deepEqual(label, ['e2label /dev/sda1 stem-root']);
    const after = formatRootStep.expect(facts(OLD), PARAMS);
    assert.deepEqual(formatRootStep.check(after, PARAMS).kind, 'satisfied');
    assert.deepEqual(
      [NEW, HALF, null].map((volume) => formatRootStep.verify(facts(volume), PARAMS, []).ok),
      [true, false, false],
    );
    assert.equal(formatRootStep.rollback.kind, 'redo');
  });
});
