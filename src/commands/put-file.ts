import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/**
 * Where a file lies that a task replaced, until a rollback puts it back or 30 days are over. The change time counts:
 * a copy has the modification time of the original. A file is synced alone, since syncing all disks waits for what others
 * write; a link can't be, and of a folder that would leave out what is in it. (coreutils 8.21 syncs all disks anyway.)
 */
const SAVED = `saved=/var/lib/stem/saved
[ "$(id -u)" = 0 ] || saved=\${HOME:-/tmp}/.stem/saved
there() { [ -e "$1" ] || [ -L "$1" ]; }
settle() { if [ -f "$1" ] && [ ! -L "$1" ]; then sync "$1" 2>/dev/null || sync; else sync; fi; }`;

const SAVE = `${SAVED}
save() {
mkdir -p "$saved" && chmod 700 "$saved" || return
find "$saved" -mindepth 1 -maxdepth 1 -ctime +30 -exec rm -rf {} +
n=1; while there "$saved/$2.$n"; do n=$((n+1)); done
rm -rf "$saved/$2.new"
cp -a "$1" "$saved/$2.new" && settle "$saved/$2.new" && mv -T "$saved/$2.new" "$saved/$2.$n"
}`;

/** The exit codes that say what went wrong; anything else is a tool's. */
export const PUT_INVALID = 72;

/**
 * The new file is made whole beside the old one, then renamed. `chown` to the owner that was there may be forbidden to
 * a login user, as Ansible allows too. Answer: the name of the backup, where one was asked for.
 */
const PUT = `${SAVE}
dest=$1 from=$2 mode=$3 owner=$4 group=$5 key=$6 backup=$7 note=$8 makes=$9; shift 9
dir=\${dest%/*}; [ -n "$dir" ] || dir=/
if [ -n "$makes" ]; then mkdir -p "$dir" || exit
elif [ ! -d "$dir" ]; then echo "Destination directory $dir does not exist" >&2; exit 1; fi
t=$(umask 077; mktemp "$dir/.stem-XXXXXX") || exit
trap 'rm -f "$t"' EXIT
case $from in
-) dd of="$t" bs=64k conv=fsync status=none ;;
move:*) mv -T "\${from#move:}" "$t" ;;
*) dd if="\${from#copy:}" of="$t" bs=64k conv=fsync status=none ;;
esac || exit
if [ -f "$dest" ]; then chown --reference="$dest" "$t" 2>/dev/null || :; fi
[ -z "$owner" ] || chown "$owner" "$t" || exit
[ -z "$group" ] || chgrp "$group" "$t" || exit
chmod "$mode" "$t" || exit
if [ $# -gt 0 ]; then
n=$#
while [ "$n" -gt 0 ]; do
w=$1; shift; n=$((n-1))
case $w in *%s*) w=\${w%%%s*}$t\${w#*%s} ;; esac
set -- "$@" "$w"
done
"$@" </dev/null || { echo "rc:$?" >&2; exit ${String(PUT_INVALID)}; }
exec >&2
fi
if [ -f "$dest" ] && [ -n "$backup" ]; then
b=$dest.$$.$(date +%Y-%m-%d@%H:%M:%S)~
cp -p "$dest" "$b" && echo "backup:$b" >&2 || exit
fi
if there "$dest" && [ -n "$key" ]; then save "$dest" "$key" || exit; fi
[ -z "$note" ] || echo "note:$note" >&2
mv -T "$t" "$dest" && { sync "$dir" 2>/dev/null || :; }`;

export interface PutFile {
  readonly dest: string;
  /** `-` for stdin, `move:PATH` or `copy:PATH` on the device. */
  readonly from: string;
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  /** Under what name the old file is kept; empty where there is none. */
  readonly key: string;
  readonly backup: boolean;
  /** Are missing folders made, or is one an error? */
  readonly makesFolders: boolean;
  /** Said again in the answer: what was done, in Ansible's words. */
  readonly note?: string;
  /** A command that judges the new file, `%s` in its words. */
  readonly validate: readonly string[];
}

export const putFile = (put: PutFile): ShellCommand =>
  script(
    'put-file',
    PUT,
    put.dest,
    put.from,
    put.mode.toString(8),
    put.owner,
    put.group,
    put.key,
    put.backup ? 'backup' : '',
    put.note ?? '',
    put.makesFolders ? 'folders' : '',
    ...put.validate,
  );

/** Keeps what is there, then takes it away. `$3`: the most KiB of a folder that are kept. */
const REMOVE = `${SAVE}
there "$1" || exit 0
if [ -d "$1" ] && [ ! -L "$1" ] && [ "$(du -sk "$1" | cut -f1)" -gt "$3" ]; then :
else save "$1" "$2" || exit; fi
rm -rf "$1"`;

/** A folder beyond this is not kept: whoever removes one often needs the room. */
const MOST_KEPT_KIB = 65_536;

export const removeSaved = (path: string, key: string): ShellCommand =>
  script('remove-file', REMOVE, path, key, String(MOST_KEPT_KIB));

/** The newest that was kept under that name comes back with its mode, owner and times. */
const RESTORE = `${SAVED}
n=0; while there "$saved/$2.$((n+1))"; do n=$((n+1)); done
[ "$n" -gt 0 ] || { echo "what was at $1 is not kept on the device" >&2; exit 1; }
t=$(mktemp -u "\${1%/*}/.stem-XXXXXX") && cp -a "$saved/$2.$n" "$t" || exit
if [ -d "$1" ] && [ ! -L "$1" ]; then rm -rf "$1"; fi
settle "$t"; mv -T "$t" "$1" && rm -rf "$saved/$2.$n" || exit
rmdir "$saved" 2>/dev/null || :`;

export const restoreSaved = (path: string, key: string): ShellCommand =>
  script('restore-file', RESTORE, path, key);

/** Removes a new file, then the folders that were made for it, as far as nothing else came into them. */
const TAKE_BACK = `[ -z "$1" ] || rm -rf "$1"
d=$2
while [ -n "$3" ] && [ "\${d#"$3"}" != "$d" ]; do rmdir "$d" 2>/dev/null || exit 0; d=\${d%/*}; done`;

/** `missing` is the topmost folder that was made; empty where none was. */
export const takeBack = (file: string, folder: string, missing: string): ShellCommand =>
  script('take-back', TAKE_BACK, file, folder, missing);

const ATTRIBUTES = `path=$1 mode=$2 owner=$3 group=$4
if [ -n "$owner" ]; then chown $5 "$owner" "$path" || exit; fi
if [ -n "$group" ]; then chgrp $5 "$group" "$path" || exit; fi
if [ -n "$mode" ]; then chmod "$mode" "$path"; fi`;

export interface Attributes {
  /** Null leaves it. */
  readonly mode: number | null;
  readonly owner: string;
  readonly group: string;
}

export const setAttributes = (
  path: string,
  { mode, owner, group }: Attributes,
  isLink = false,
): ShellCommand =>
  script(
    'attributes',
    ATTRIBUTES,
    path,
    mode === null ? '' : mode.toString(8),
    owner,
    group,
    ...(isLink ? ['-h'] : []),
  );
