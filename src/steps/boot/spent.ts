import { spendOneShot } from '../../commands/boot.ts';
import { grubenvOf, nextEntryOf, spentBlock } from '../../facts/boot.ts';
import { run } from '../../model/action.ts';
import { defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readTarget } from '../target.ts';

/**
 * The proof of the one-shot: the old GRUB has forgotten the entry before it booted it, so that the boot after this one is
 * the old system. Until the re-homing every way back relies on that. A GRUB that could not write is helped here.
 */
export const spentStep = defineStep({
  id: 'boot/spent',
  title: 'Make sure that the one boot is spent',
  on: 'environment',
  interrupted: 'check-again',
  params: readTarget,
  facts: ({ root }) => ({ grubenv: grubenvOf(root) }),
  check: ({ grubenv }) => {
    const armed = nextEntryOf(grubenv ?? '');
    return armed === null
      ? satisfied('nothing is armed: the boot after this one is the old system')
      : needed(`GRUB did not forget ${armed}: it would boot it again and again`);
  },
  apply: ({ grubenv }, { root }) => [run(spendOneShot(spentBlock(grubenv ?? ''), root), 180_000)],
  expect: ({ grubenv }) => ({ grubenv: grubenv === null ? null : spentBlock(grubenv) }),
  verify: ({ grubenv }) => verifyThat(nextEntryOf(grubenv ?? '') === null, 'it is still armed'),
  rollback: {
    kind: 'nothing-to-undo',
    because: 'it is what GRUB itself does; the undo of boot/arm writes the block of before',
  },
});
