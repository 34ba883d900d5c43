import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** Below a folder, what has another owner, group or mode: a line each, `mode uid gid type path`. A link has no mode. */
const GAPS = `cd "$1" 2>/dev/null || exit 0
find . -mindepth 1 -printf '%m %U %G %y %p\\n' | head -n "$2"`;

/** Beyond so many entries a folder is not worked through. */
export const MOST_ENTRIES = 20_000;

export const tellEntries = (path: string): ShellCommand =>
  script('entries', GAPS, path, String(MOST_ENTRIES + 1));

/** Lines of stdin: mode, owner and group (`-` leaves them), then the path below `$1`. */
const SET_ALL = `cd "$1" || exit
while read -r mode owner group path; do
[ "$owner" = - ] || chown -h "$owner" "$path" || exit
[ "$group" = - ] || chgrp -h "$group" "$path" || exit
[ "$mode" = - ] || [ -L "$path" ] || chmod "$mode" "$path" || exit
done`;

export const setAll = (path: string): ShellCommand => script('attributes-below', SET_ALL, path);

/** A link is made beside its place and renamed, so that there is always one. `$3`: `hard` or `soft`. */
const LINK = `t=$(mktemp -u "\${1%/*}/.stem-XXXXXX") || exit
if [ "$3" = hard ]; then ln "$2" "$t"; else ln -s "$2" "$t"; fi || exit
if [ -d "$1" ] && [ ! -L "$1" ]; then rmdir "$1" || { rm -f "$t"; exit 1; }; fi
mv -T "$t" "$1" && { sync "\${1%/*}/" 2>/dev/null || :; }`;

export const makeLink = (path: string, target: string, kind: 'hard' | 'soft'): ShellCommand =>
  script('link', LINK, path, target, kind);

/** Folders from the topmost missing one down, each with the same mode and owners. */
const FOLDERS = `path=$1 first=$2 mode=$3 owner=$4 group=$5
mkdir -p "$path" || exit
d=$path
while :; do
[ -z "$owner" ] || chown "$owner" "$d" || exit
[ -z "$group" ] || chgrp "$group" "$d" || exit
[ -z "$mode" ] || chmod "$mode" "$d" || exit
[ "$d" != "$first" ] || break
d=\${d%/*}; [ -n "$d" ] || break
done`;

export interface Folders {
  readonly path: string;
  /** The topmost one that is made. */
  readonly first: string;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

export const makeFolders = ({ path, first, mode, owner, group }: Folders): ShellCommand =>
  script('folders', FOLDERS, path, first, mode, owner, group);

/** Do both names mean the same file? */
export const tellSame = (path: string, other: string): ShellCommand =>
  script('same-file', '[ "$1" -ef "$2" ]', path, other);
