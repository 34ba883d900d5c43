import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

import { CHECKS } from '../../../src/steps/preflight/checks.ts';
import { WRONG_TARGETS } from './cases.ts';
import { choose } from './choose.ts';
import { HARDWARE_CASES } from './hardware-cases.ts';
import { PREAMBLE } from './wrong-target.ts';

const ALL = [...WRONG_TARGETS, ...HARDWARE_CASES];

describe('the wrong targets', () => {
  it('have names of their own, which no kind of device has', () => {
    const names = ALL.map(({ name }) => name);
    assert.deepEqual([...new Set(names)], names);
    for (const { kind } of WRONG_TARGETS)
      assert.ok(kind === 'uefi' || !names.includes(kind), `${kind} is a name, too`);
  });

  it('are each stopped by a check that may stop a device', () => {
    for (const { name, check } of WRONG_TARGETS) {
      const found = CHECKS.find(({ id }) => id === check);
      assert.equal(found?.level, 'block', `${name}: ${check}`);
    }
  });

  it('are made by scripts that a POSIX shell can read', () => {
    for (const { name, prepare = '' } of WRONG_TARGETS) {
      const { status, stderr } = spawnSync('sh', ['-n'], { input: `${PREAMBLE}${prepare}\n` });
      assert.equal(status, 0, `${name}: ${String(stderr)}`);
    }
  });

  it('are all that the issue names', () => {
    const names = WRONG_TARGETS.map(({ name }) => name).join(' ');
    for (const word of [
      ...['usb-stick', 'second-disk', 'lvm', 'raid', 'crypt', 'gpt', 'uefi', 'other-swap'],
      ...['mounted', 'in-use', 'too-small', 'hibernated', 'grub-password', 'failing-disk'],
    ])
      assert.ok(names.includes(word), word);
  });
});

describe('the choice of cases', () => {
  it('is all wrong targets where nothing is named, and no whole migration', () => {
    const { targets, hardware, unknown, out } = choose([]);
    assert.deepEqual([targets, hardware, unknown, out], [WRONG_TARGETS, [], [], undefined]);
  });

  it('takes names, kinds of devices, and all hardware by one word', () => {
    const one = choose(['gpt', '--out', 'results.json', 'nvme']);
    assert.deepEqual(
      [one.targets, one.hardware].map((cases) => cases.map(({ name }) => name)),
      [['gpt'], ['nvme']],
    );
    assert.equal(one.out, 'results.json');
    assert.deepEqual(new Set(choose(['ahci']).targets.map(({ kind }) => kind)), new Set(['ahci']));
    assert.deepEqual(choose(['hardware']).hardware, HARDWARE_CASES);
    assert.deepEqual(choose(['hardware']).targets, []);
    assert.deepEqual(choose(['gtp']).unknown, ['gtp']);
  });
});
