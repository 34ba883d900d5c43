import { BEGIN_ENTRY, END_ENTRY } from './grub-config.ts';
import type { ShellCommand } from '../model/command.ts';
import { CHECKPOINT } from './checkpoint.ts';
import { script } from './script.ts';

/** Sourced by every grub.cfg that update-grub makes (41_custom), so that update-grub needn't run. */
export const CUSTOM = '/boot/grub/custom.cfg';
/** The untouched original, beside the file so that one rename brings it back with its mode and owner. */
export const CUSTOM_SAVED = '/boot/grub/custom.cfg.stem-saved';

/** Answer: sha256 of the file or `none`; whether grub.cfg sources it; whether it is set aside; then our entry. */
const STATE = `if [ -e "$1" ]; then sha256sum <"$1" | cut -d' ' -f1; else echo none; fi
if grep -q 'source.*custom\\.cfg' /boot/grub/grub.cfg 2>/dev/null; then echo sourced; else echo ignored; fi
if [ -e "$2" ]; then echo saved; else echo none; fi
sed -n "/^$3\\$/,/^$4\\$/p" "$1" 2>/dev/null`;

export const tellEntry = (): ShellCommand =>
  script('entry-state', STATE, CUSTOM, CUSTOM_SAVED, BEGIN_ENTRY, END_ENTRY);

/** The operator's own file stays in front of our entry. Both parse before the file gets its name. */
const ADD = `set -e
${CHECKPOINT}
if [ -e "$1" ] && [ ! -e "$2" ] && ! grep -q "^$4\\$" "$1"; then
  cp -p "$1" "$2.new"
  sync
  mv -T "$2.new" "$2"
fi
{ if [ -e "$2" ]; then cat "$2"; fi; printf %s "$3"; } >"$1.stem-new"
grub-script-check "$1.stem-new"
sync
mv -T "$1.stem-new" "$1"
checkpoint / "$5" "$1"`;

/** `root` is the device of `/`. */
export const addEntry = (entry: string, root: string): ShellCommand =>
  script('entry-add', ADD, CUSTOM, CUSTOM_SAVED, entry, BEGIN_ENTRY, root);

const REMOVE = `set -e
rm -f "$1.stem-new" "$2.new"
if [ -e "$2" ]; then mv -T "$2" "$1"
elif grep -qs "^$3\\$" "$1"; then rm -f "$1"; fi
sync`;

export const removeEntry = (): ShellCommand =>
  script('entry-remove', REMOVE, CUSTOM, CUSTOM_SAVED, BEGIN_ENTRY);
