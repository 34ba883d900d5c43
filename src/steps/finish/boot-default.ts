import { bootBlock, TO_NEW } from '../../commands/grub-config.ts';
import { writeBootBlock } from '../../commands/stage.ts';
import { hasScriptBackup } from '../../facts/backup.ts';
import { bootChoice } from '../../facts/boot.ts';
import { volume } from '../../facts/disk.ts';
import { fileText } from '../../facts/files.ts';
import { run } from '../../model/action.ts';
import { BACKUP, GROWING, SCRIPT_BACKUP, STAGING_LABEL } from '../../model/paths.ts';
import {
  blocked,
  defineStep,
  needed,
  satisfied,
  verifyThat,
  type Verdict,
} from '../../model/step.ts';
import { hasBooted, restoredFacts } from '../restore/trial.ts';
import { readTarget } from '../target.ts';

/** From here on every boot is the new system's. Without a staging partition our core finds it by its label. */
export const bootDefaultStep = defineStep({
  id: 'finish/boot-default',
  title: 'Make the new system the default',
  on: 'new',
  interrupted: 'check-again',
  // At its turn `check` says the same, but then the point of no return is behind.
  wants: [
    { after: ['backup/paths'], step: 'restore/paths' },
    { after: ['restore/paths', 'restore/script'], step: 'restore/trial' },
  ],
  params: readTarget,
  facts: ({ staging }) => ({
    choice: bootChoice,
    volume: volume(staging),
    growing: fileText(GROWING),
    backup: fileText(`${BACKUP}/paths.sealed`),
    scripts: hasScriptBackup,
    ...restoredFacts(),
  }),
  check: ({ choice, volume, growing, backup, scripts, ...rest }, { staging }) => {
    if (volume?.label !== STAGING_LABEL)
      return growing === null
        ? blocked(
            `${staging} holds no staging partition, and the root was not grown over it`,
            'Look on the device which disk that is now, and set stem_disk; what boots is still the environment.',
          )
        : satisfied('GRUB finds it by its label');
    if (choice?.mode === 'new') return satisfied('it is the default');
    const left = leftBehind({ backup, scripts, ...rest });
    if (left !== null) return left;
    if (!hasBooted(rest))
      return blocked(
        'the system was not booted on trial since the restore, or would boot in another way',
        'Put stem.restore.trial before this task, without `when`, then resume.',
      );
    return needed('it is on trial');
  },
  apply: (_, { staging }) => [run(writeBootBlock(bootBlock(TO_NEW), staging))],
  expect: (facts) => ({ ...facts, choice: TO_NEW }),
  verify: ({ choice }) => verifyThat(choice?.mode === 'new', 'it is still on trial'),
  rollback: { kind: 'redo', because: 'the new system is up; choosing it again mends it' },
});

/** What lies on the staging partition is gone when the root has grown over it, or the next migration begins. */
function leftBehind(facts: {
  readonly backup: string | null;
  readonly scripts: boolean;
  readonly restored: string | null;
  readonly byScript: string | null;
}): Verdict | null {
  if (facts.backup !== null && facts.restored === null)
    return blocked(
      "a backup of the customer's paths was not brought back",
      `Set the stem_backup_paths that it was made with in the inventory, then resume; to give it up, remove ${BACKUP}/paths.sealed on the device.`,
    );
  return facts.scripts && facts.byScript === null
    ? blocked(
        "what the customer's backup script wrote was not brought back",
        `Have stem.restore.script run before this task, with stem_restore_script in the inventory, then resume; to give it up, or where another task has brought it back, remove ${SCRIPT_BACKUP} on the device.`,
      )
    : null;
}
