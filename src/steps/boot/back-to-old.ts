import { spendOneShot } from '../../commands/boot.ts';
import { nextEntryOf, spentBlock } from '../../facts/boot.ts';
import { run, type Action } from '../../model/action.ts';
import { BOOT_MS } from './limits.ts';

export const INTO_OLD: Action = { kind: 'reboot', into: 'old', timeoutMs: BOOT_MS };

/**
 * From the environment into the old system, while the old GRUB's default is that. Of a GRUB that did not forget its one boot
 * the entry is taken first: it would come back here. `root` is the old system's.
 */
export const backToOld = (grubenv: string | null, root: string): readonly Action[] => [
  ...(grubenv === null || nextEntryOf(grubenv) === null
    ? []
    : [run(spendOneShot(spentBlock(grubenv), root), 180_000)]),
  INTO_OLD,
];
