import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeAction } from '../../model/action.ts';
import { stageStep } from './stage.ts';

const PARAMS = stageStep.params({
  stem_run_id: 'run-1',
  env_kernel: 'env/vmlinuz',
  env_initramfs: 'env/initrd.img',
});
const FACTS = {
  sealed: null,
  choice: null,
  extent: { start: 29362176, length: 4190208 },
  cmdline: ['ro'],
};

describe('boot/stage', () => {
  it('checkpoints what GRUB reads before it is sealed', () => {
    const actions = stageStep.apply(FACTS, PARAMS).map(describeAction);
    assert.deepEqual(
      actions.map((text) => /stem-[a-z-]+ |^write \S+|^grub\S+/.exec(text)?.[0].trim()),
      [
        'stem-stage',
        'write /run/stem/staging/stem/grub.cfg',
        'write /run/stem/staging/stem/grubenv',
        'grub-script-check',
        'stem-checkpoint',
        'write /run/stem/staging/stem/.sealed',
      ],
    );
    assert.match(
      actions[4] ?? '',
      /\/run\/stem\/staging \/dev\/sda5 \/stem\/vmlinuz \/stem\/initrd.img \/stem\/identity.img \/stem\/grub.cfg \/stem\/grubenv$/,
    );
  });

  it('is satisfied by the seal of its own run only', () => {
    assert.equal(stageStep.check({ ...FACTS, sealed: 'run-1' }, PARAMS).kind, 'satisfied');
    assert.equal(stageStep.check({ ...FACTS, sealed: 'run-0' }, PARAMS).kind, 'needed');
    assert.equal(stageStep.check({ ...FACTS, extent: null }, PARAMS).kind, 'blocked');
  });

  it('is not verified while the block does not choose the environment', () => {
    const sealed = { ...FACTS, sealed: 'run-1' };
    assert.equal(stageStep.verify(sealed, PARAMS, []).ok, false);
  });
});
