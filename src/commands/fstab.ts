import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

export const FSTAB = '/etc/fstab';
/** The untouched original, beside the file so that one rename brings it back with its mode and owner. */
export const FSTAB_SAVED = '/etc/fstab.stem-saved';

/** Answer: sha256 of the file, the number of active swap lines, and whether the original is set aside. */
const STATE = `sha256sum <"$1" | cut -d' ' -f1
awk '$1 !~ /^#/ && $3 == "swap"' "$1" | wc -l
if [ -e "$2" ]; then echo saved; else echo none; fi`;

/** The copy is on the disk before the file changes, and the file changes by one rename. */
const ASIDE = `set -e
[ -e "$2" ] || { cp -p "$1" "$2.new"; sync; mv -T "$2.new" "$2"; }
cp -p "$1" "$1.stem-new"
awk '{ if ($1 !~ /^#/ && $3 == "swap") print "#stem-remote# " $0; else print }' "$2" >"$1.stem-new"
sync
mv -T "$1.stem-new" "$1"
sync`;

export const tellFstab = (): ShellCommand => script('fstab-state', STATE, FSTAB, FSTAB_SAVED);
export const setFstabAside = (): ShellCommand => script('fstab-aside', ASIDE, FSTAB, FSTAB_SAVED);

const RESTORE = `set -e
rm -f "$1.stem-new" "$2.new"
if [ -e "$2" ]; then mv -T "$2" "$1"; sync; fi`;
export const restoreFstab = (): ShellCommand =>
  script('fstab-restore', RESTORE, FSTAB, FSTAB_SAVED);
