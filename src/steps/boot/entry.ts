import { addEntry, removeEntry } from '../../commands/entry.ts';
import { oldEntry } from '../../commands/grub-config.ts';
import { cmdline } from '../../facts/boot.ts';
import { extent } from '../../facts/disk.ts';
import { entry } from '../../facts/entry.ts';
import { run } from '../../model/action.ts';
import { blocked, defineStep, needed, satisfied, verifyThat } from '../../model/step.ts';
import type { Extent } from '../../commands/grub-config.ts';
import { readTarget } from '../target.ts';
import {
  environmentCmdline,
  readEnvironmentBoot,
  type EnvironmentBoot,
} from './environment-cmdline.ts';

/** Tells the old GRUB of the environment. Its default stays what it was. */
export const entryStep = defineStep({
  id: 'boot/entry',
  title: 'Add a GRUB entry for the environment',
  on: 'old',
  interrupted: 'check-again',
  params: (vars) => ({ target: readTarget(vars), boot: readEnvironmentBoot(vars) }),
  facts: ({ target }) => ({
    entry,
    extent: extent(target.staging),
    // Any boot may bring another one: of a newer kernel, for example.
    cmdline: { ...cmdline, toKeep: () => [] },
  }),
  check: ({ entry, extent, cmdline }, { target, boot }) => {
    if (extent === null)
      return blocked(`${target.staging} has no place on a disk`, 'Set stem_staging_partition.');
    if (!entry.isSourced)
      return blocked(
        "the device's grub.cfg does not read custom.cfg",
        'Run `update-grub` on the device; /etc/grub.d/41_custom must be executable.',
      );
    return entry.text === textOf(boot, cmdline, extent)
      ? satisfied('it is there')
      : needed('GRUB does not know the environment');
  },
  apply: ({ extent, cmdline }, { target, boot }) => [
    run(addEntry(textOf(boot, cmdline, extent), target.root)),
  ],
  expect: (facts, { boot }) => ({
    ...facts,
    entry: {
      ...facts.entry,
      sha256: '(new)',
      isSaved: facts.entry.isSaved || facts.entry.sha256 !== null,
      text: textOf(boot, facts.cmdline, facts.extent),
    },
  }),
  verify: ({ entry }) => verifyThat(entry.text !== '', 'the entry is missing'),
  rollback: { kind: 'undo', actions: () => [run(removeEntry())] },
});

const textOf = (boot: EnvironmentBoot, cmdline: readonly string[], extent: Extent | null): string =>
  oldEntry({
    cmdline: environmentCmdline(boot, cmdline, extent ?? { start: 0, length: 0 }),
  });
