import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/**
 * `name value` lines of stat(1), then what the one who asks may do with the file, its link, its type and its hash.
 * `$3` is the program of the hash, empty where none is wanted. A path below a folder that is missing is absent, as in
 * Ansible; one that can't be looked at (rights, a file on the way) is not.
 */
const STAT = `f=$1 l=
[ "$2" = follow ] && l=-L
e=$(LC_ALL=C stat $l -c %f "$f" 2>&1) || case $e in *': No such file or directory') echo absent; exit ;; *) exit 13 ;; esac
stat $l -c 'raw %f
uid %u
gid %g
size %s
inode %i
dev %D
nlink %h
atime %X
mtime %Y
ctime %Z
blocks %b
block_size %o
pw_name %U
gr_name %G' "$f" || exit
[ ! -r "$f" ] || echo readable
[ ! -w "$f" ] || echo writeable
[ ! -x "$f" ] || echo executable
if [ -L "$f" ]; then printf 'target %s\\nsource %s\\n' "$(readlink "$f")" "$(readlink -f "$f")"; fi
if [ -n "$4" ] && command -v file >/dev/null; then printf 'mime %s\\n' "$(file -b --mime "$f")"; fi
if [ -n "$3" ] && [ -f "$f" ] && [ -r "$f" ]; then echo "checksum $("$3" <"$f" | cut -d' ' -f1)"; fi`;

export interface StatWish {
  readonly path: string;
  readonly follow: boolean;
  /** `sha1sum` and the like. */
  readonly hash: string;
  readonly mime: boolean;
}

export const tellStat = ({ path, follow, hash, mime }: StatWish): ShellCommand =>
  script('stat', STAT, path, follow ? 'follow' : '', hash, mime ? 'mime' : '');

/** 1 MiB, and a third more in base64. */
const MOST_BYTES = 1_048_576;

const READ = `[ -e "$1" ] || { echo absent; exit; }
[ ! -d "$1" ] || { echo folder; exit; }
[ -r "$1" ] || exit
[ "$(stat -L -c %s "$1")" -le ${String(MOST_BYTES)} ] || { echo 'too long'; exit; }
printf =; base64 -w0 "$1"`;

export const tellBase64 = (path: string): ShellCommand => script('base64', READ, path);
