import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction } from '../../model/action.ts';
import { trialStep } from './trial.ts';

const PARAMS = trialStep.params({
  os_kernel: 'boot/vmlinuz',
  os_initramfs: 'boot/initrd.img',
  os_cmdline: 'rw quiet',
});
const MOUNTED = { choice: null, mounted: '/dev/sda1' };

describe('boot/trial', () => {
  it("arms last, when GRUB sees the new system's files and the trial's script", () => {
    const actions = trialStep.apply(MOUNTED, PARAMS).map(describeAction);
    assert.deepEqual(
      actions.map((text) => / stem-([a-z-]+) |^write|^grub-script-check/.exec(text)?.[0].trim()),
      ['stem-checkpoint', 'write', 'grub-script-check', 'stem-checkpoint', 'stem-boot-block'],
    );
    assert.match(
      actions[0] ?? '',
      /\/run\/stem\/root \/dev\/sda1 \/boot\/vmlinuz \/boot\/initrd.img \/boot\/grub\/grub.cfg$/,
    );
    assert.match(
      actions[1] ?? '',
      /root=LABEL=stem-root rw quiet stem.trial panic=10 nmi_watchdog=panic;/,
    );
    assert.match(actions[4] ?? '', /trial=1\n/);
  });

  it('is satisfied while it is armed, and needs the new root otherwise', () => {
    const armed = { choice: { mode: 'environment', trial: true }, mounted: null } as const;
    assert.equal(trialStep.check(armed, PARAMS).kind, 'satisfied');
    assert.equal(trialStep.check(MOUNTED, PARAMS).kind, 'needed');
    assert.equal(trialStep.check({ choice: null, mounted: null }, PARAMS).kind, 'blocked');
    assert.equal(trialStep.verify(MOUNTED, PARAMS, []).ok, false);
  });
});
