import assert from 'node:assert/strict';
import { it } from 'node:test';
import { configureStep } from '../install/configure.ts';
import { readEnvironmentBoot } from './environment-cmdline.ts';
import { BOOT_MS } from './limits.ts';

it('a boot is waited for longer than either timer lets an unconfirmed system live', () => {
  const trial = configureStep.params({ stem_run_id: 'r', os_kernel: 'k', os_initramfs: 'i' });
  for (const seconds of [readEnvironmentBoot({}).stem_deadman_seconds, trial.limits.confirmSeconds])
    assert.ok(BOOT_MS > seconds * 1000);
});
