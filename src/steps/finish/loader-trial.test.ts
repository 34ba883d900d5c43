import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { BALENA_OS } from '../../../test/fakes/balena.ts';
import type { Core } from '../../facts/core.ts';
import { loaderTrialStep, readLoader } from './loader-trial.ts';

const PARAMS = loaderTrialStep.params({ ...BALENA_OS, stem_run_id: 'run-1' });
const OURS: Core = { kind: 'grub', pointer: 1024, gap: 8192, active: 1360, room: 'core' };
const STAGING = { type: 'ext4', label: 'stem-staging', uuid: 'u' };
const FACTS = {
  core: OURS as Core,
  isImages: false as boolean | null,
  proved: null as string | null,
  mounted: '/dev/sda5' as string | null,
  volume: STAGING as typeof STAGING | null,
};
const check = (more: Partial<typeof FACTS>) => loaderTrialStep.check({ ...FACTS, ...more }, PARAMS);

describe('finish/loader-trial', () => {
  it('arms when the loader lies ready, and believes only what came up with its timer', () => {
    const lines = linesOf(loaderTrialStep.apply(FACTS, PARAMS)).map((line) =>
      line.replace(/ \(600\): .*$/s, '').replace(/(loader-arm) .*$/s, '$1'),
    );
    assert.deepEqual(lines, [
      'stem-loader-prepare /dev/sda /run/stem/staging/bundle/grub/boot.img /run/stem/staging/bundle/grub/core.img',
      'stem-loader-arm',
      'reboot into the new system',
      'reconnect',
      'stem-prove-loader stem-trial.service',
      'write /run/stem/confirmed',
      'write /run/stem/lock.run-1/owner',
      'mv -T /run/stem/lock.run-1 /run/stem/lock',
      'mkdir -p /run/stem/staging',
      'mount -t ext4 -o noatime /dev/sda5 /run/stem/staging',
      'write /run/stem/staging/stem/loader-proved',
    ]);
    const [again] = linesOf(loaderTrialStep.apply({ ...FACTS, mounted: null }, PARAMS));
    assert.equal(again, 'mkdir -p /run/stem/staging');
  });

  it('is needed until it has come up, and never again where it is what boots', () => {
    assert.equal(check({}).kind, 'needed');
    assert.equal(check({ proved: 'run-1' }).kind, 'satisfied');
    for (const isImages of [true, null])
      assert.equal(
        check({ core: { ...OURS, pointer: 1 }, isImages, volume: null }).because,
        "the image's loader is what boots",
      );
  });

  it('is blocked without a way back: no environment, or a loader of somebody else', () => {
    for (const volume of [null, { ...STAGING, label: 'resin-state' }])
      assert.equal(
        check({ volume }).because,
        '/dev/sda5 holds no staging partition, and /dev/sda has not the loader of the image',
      );
    for (const core of [
      { ...OURS, pointer: 1 },
      { ...OURS, pointer: 2048 },
      { kind: 'foreign', because: 'the partition table is GPT' } as const,
    ])
      assert.equal(
        check({ core }).because,
        'another boot loader than ours is on /dev/sda: a trial would have no way back',
      );
  });

  it('leaves the seal, on a staging partition that is mounted', () => {
    const after = loaderTrialStep.expect({ ...FACTS, mounted: null }, PARAMS);
    assert.deepEqual([after.proved, after.mounted], ['run-1', '/dev/sda5']);
    assert.equal(loaderTrialStep.verify(after, PARAMS, []).ok, true);
    assert.equal(loaderTrialStep.verify(FACTS, PARAMS, []).ok, false);
    assert.equal(loaderTrialStep.rollback.kind, 'redo');
  });

  it('is told where the files of the loader are', () => {
    assert.throws(() => readLoader({ os_loader_boot: 'x' }), { code: 'VARS_INVALID' });
  });
});
