import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction } from '../../model/action.ts';
import { bootDefaultStep } from './boot-default.ts';

const PARAMS = bootDefaultStep.params({});
const volume = { type: 'ext4', label: 'stem-staging', uuid: 'u' };
const REST = {
  growing: null,
  backup: null,
  scripts: false,
  restored: null,
  byScript: null,
  booted: null,
};
const CONFIG = { config: 'ours', kept: 'ours' };
const TRIAL = {
  choice: { mode: 'environment', trial: false },
  volume,
  ...REST,
  ...CONFIG,
} as const;

describe('finish/boot-default', () => {
  it('chooses the new system, once', () => {
    assert.equal(bootDefaultStep.check(TRIAL, PARAMS).kind, 'needed');
    const [action = ''] = bootDefaultStep.apply(TRIAL, PARAMS).map(describeAction);
    assert.match(action, /mode=new\ntrial=\n/);
    const after = bootDefaultStep.expect(TRIAL, PARAMS);
    assert.equal(bootDefaultStep.check(after, PARAMS).kind, 'satisfied');
  });

  it('has nothing to choose where the root was grown over the staging partition', () => {
    const grown = { ...TRIAL, choice: null, volume: null, growing: 'growing\n' };
    assert.equal(bootDefaultStep.check(grown, PARAMS).kind, 'satisfied');
  });

  it('hands nothing over where that partition is merely not to be seen: GRUB would boot the environment', () => {
    for (const other of [null, { ...volume, label: 'data' }]) {
      const { kind, because } = bootDefaultStep.check({ ...TRIAL, volume: other }, PARAMS);
      assert.equal(
        `${kind}: ${because}`,
        'blocked: /dev/sda5 holds no staging partition, and the root was not grown over it',
      );
    }
  });

  it('chooses no system that has not come up with what was restored', () => {
    for (const restored of [
      { restored: 'run-1' },
      { byScript: 'run-1' },
      { config: "update-grub's" },
      { config: null },
    ]) {
      const { kind, because } = bootDefaultStep.check({ ...TRIAL, ...restored }, PARAMS);
      assert.equal(
        `${kind}: ${because}`,
        'blocked: the system was not booted on trial since the restore, or would boot in another way',
      );
    }
  });

  it('asks nothing more of a device that is in production', () => {
    const choice = { mode: 'new', trial: false } as const;
    const before = { ...TRIAL, choice, restored: 'run-1', backup: 'abc  -\n' };
    assert.equal(bootDefaultStep.check(before, PARAMS).kind, 'satisfied');
  });

  it('takes a device whose configuration was written by a version that kept no copy', () => {
    assert.equal(bootDefaultStep.check({ ...TRIAL, kept: null }, PARAMS).kind, 'needed');
  });
});

describe('what lies on the staging partition', () => {
  it('is not forgotten, whoever resumes', () => {
    const left = { ...TRIAL, backup: 'abc  -\n' };
    const { kind, because } = bootDefaultStep.check(left, PARAMS);
    assert.equal(
      `${kind}: ${because}`,
      "blocked: a backup of the customer's paths was not brought back",
    );
    const wrote = bootDefaultStep.check({ ...TRIAL, scripts: true }, PARAMS);
    assert.equal(
      `${wrote.kind}: ${wrote.because}`,
      "blocked: what the customer's backup script wrote was not brought back",
    );
    const read = { scripts: true, byScript: 'run-1', booted: 'paths -, script run-1' };
    assert.equal(bootDefaultStep.check({ ...TRIAL, ...read }, PARAMS).kind, 'needed');
    const back = { ...left, restored: 'run-1', booted: 'paths run-1, script -' };
    assert.equal(bootDefaultStep.check(back, PARAMS).kind, 'needed');
  });
});
