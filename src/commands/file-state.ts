import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** A text beyond this is compared by its hash only. */
export const MOST_TEXT = 1_048_576;

/**
 * Lines: raw mode in hex (or `absent`), uid, gid, size; owner; group; umask; the real path; the target of a link; the
 * topmost folder that is missing; sha1; sha256. Then the text, where it is short.
 */
const STATE = `r=$1
if [ "$2" = follow ] && [ -L "$1" ] && [ -e "$1" ]; then r=$(readlink -f "$1"); fi
if [ -e "$r" ] || [ -L "$r" ]; then stat -c '%f %u %g %s' "$r" || exit; stat -c '%U
%G' "$r"
else echo absent; echo; echo; fi
umask; echo "$r"
if [ -L "$r" ]; then readlink "$r"; else echo; fi
d=$1/; m=
while d=\${d%/*}; [ -n "$d" ] && [ ! -e "$d" ] && [ ! -L "$d" ]; do m=$d; done
echo "$m"
if [ -f "$r" ] && [ ! -L "$r" ]
then sha1sum <"$r" | cut -d' ' -f1; sha256sum <"$r" | cut -d' ' -f1
[ "$(stat -c %s "$r")" -gt ${String(MOST_TEXT)} ] || cat "$r"
else echo; echo; fi`;

/** `follow`: of what a link points to, where that is there. */
export const tellFileState = (path: string, follow: boolean): ShellCommand =>
  script('file-state', STATE, path, follow ? 'follow' : 'no');
