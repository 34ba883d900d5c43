import { armNextBoot, restoreGrubenv } from '../../commands/boot.ts';
import { ENTRY } from '../../commands/grub-config.ts';
import { armedBlock, grubenv, nextEntryOf } from '../../facts/boot.ts';
import { run } from '../../model/action.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import { readTarget } from '../target.ts';

/** The environment boots once. Whatever happens there, the boot after it is the old system. */
export const armStep = defineStep({
  id: 'boot/arm',
  title: 'Arm one boot of the environment',
  on: 'old',
  interrupted: 'check-again',
  params: readTarget,
  facts: ({ root }) => ({ grubenv: grubenv(root) }),
  check: ({ grubenv }) => {
    if (grubenv === null)
      return blocked(
        'GRUB has no environment block',
        'Make it on the device: `grub-editenv /boot/grub/grubenv create`.',
      );
    const armed = nextEntryOf(grubenv);
    if (armed === ENTRY) return satisfied('it is armed');
    return armed === null
      ? needed('nothing is armed')
      : blocked(`${armed} is armed`, 'Reboot the device once, then resume.');
  },
  apply: (_, { root }) => [run(armNextBoot(ENTRY, root))],
  expect: ({ grubenv }) => ({ grubenv: armedBlock(grubenv ?? '', ENTRY) }),
  verify: ({ grubenv }) =>
    verifyThat(nextEntryOf(grubenv ?? '') === ENTRY, 'the entry is not armed'),
  // Also after the boot that it was armed for: GRUB leaves an empty `next_entry=` behind.
  rollback: {
    kind: 'undo',
    actions: (before, now, { root }) =>
      before.grubenv !== null && now.grubenv !== before.grubenv
        ? [run(restoreGrubenv(before.grubenv, root))]
        : [],
  },
});
