import { render, sh, type ShellCommand } from '../model/command.ts';
import type { Become } from '../model/connection.ts';
import type { User } from '../model/fact.ts';

/**
 * Decides who runs the rest: login user, root, or root by sudo. sudo reads the password from stdin, and only
 * after it has asked for it with our own prompt, so an unasked-for password is never sent to a command.
 * A device whose login user has uid 0 needs no sudo, whatever the inventory says.
 */
const BECOME = `m=$1 p=$2; shift 2; LC_ALL=C; export LC_ALL
[ "$m" = login ] && exec "$@"
[ "$(id -u)" = 0 ] && exec "$@"
[ "$m" = sudo ] && exec sudo -H -S -p "$p ask" "$@"
echo "$p notroot" >&2; exit 70`;

/**
 * su reads its password from a terminal only, and throws away what was typed before it asked. So `script` gives it one,
 * for the password and nothing else: the command has our own pipes, as descriptors 3 to 5, and its bytes stay as they
 * are. A reader of its own takes one line of stdin, the password, to that terminal; the input stays open, as an old
 * `script` ends with it. $3 is one text, as su takes it.
 */
const BECOME_BY_SU = `p=$2 STEM_SU=$3; LC_ALL=C SHELL=/bin/sh SUDO_UID=$(id -u); export LC_ALL SHELL SUDO_UID STEM_SU
trap '' HUP
exec 3<&0 4>&1 5>&2
[ "$(id -u)" = 0 ] && exec sh -c "$STEM_SU"
command -v script >/dev/null || { echo "$p noscript" >&2; exit 70; }
STEM_D=$(mktemp -d /dev/shm/stem-su.XXXXXX 2>/dev/null || mktemp -d /tmp/stem-su.XXXXXX) &&
mkfifo "$STEM_D/in" && exec 6<>"$STEM_D/in" || exit 70
{ IFS= read -r w <&3; printf '%s\\n' "$w" >&6; } </dev/null 4>&- 5>&- & STEM_F=$!
STEM_P=$$; export STEM_D STEM_F STEM_P
script -qc 'su -s /bin/sh -c "$STEM_SU" root; echo $? >"$STEM_D/code"' /dev/null <&6 >&5 2>&1 6>&-
code=$(cat "$STEM_D/code"); rm -rf "$STEM_D"
exit "\${code:-70}"`;

/**
 * As root, by su: where no password was asked for, the reader must not take what belongs to the command. A reader that was told
 * to end, and had no processor since, still takes the first byte that comes: so we wait until it is gone, for 10 s at most.
 */
export const AFTER_SU = `for t in 0.01 0.02 0.05 0.1 0.2 0.5 1 1 1 2 2 2
do
read -r a b c parent e <"/proc/$STEM_F/stat" && [ "$parent" = "$STEM_P" ] && [ "$c" != Z ] || break
kill "$STEM_F"
sleep "$t"
done
unset STEM_SU STEM_D STEM_F STEM_P`;

/** Ahead of both shells below: where our part of stderr begins, and the tools of root for everybody. */
const BEGIN = `p=$1; shift
case :$PATH: in *:/usr/sbin:*:/sbin:*) ;; *) PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin ;; esac
LC_ALL=C; export LC_ALL PATH; unset SUDO_COMMAND
printf '%s ready\\n' "$p" >&2`;

/** Questions change nothing: no lock, no file, and nobody minds when the link takes them down. */
const ASK = `${BEGIN}
printf '%s ready\\n' "$p"
exec timeout -k 5 "$1" sh -c "$2" </dev/null`;

/**
 * One command. It starts when its whole stdin is here, so a link that dies halfway starts nothing, and it holds
 * the lock until it has ended, link or no link: its output goes to readers of our own, which cut it at the limit and
 * go on reading when the link is gone (else the command would die of SIGPIPE). The readers may outlive it where it
 * left a daemon behind; they and the command do not inherit the lock (dash keeps a copy of a descriptor that is closed
 * for a function, but not of one that is closed for a subshell). dd passes on what it reads at once, which
 * `head -c` does not; its last line begins with the bytes that it copied. Ahead of the mark on stdout, a dot for each part of
 * stdin that arrived shows that a slow line is no dead one. Programs are started sparingly: on an old processor each of them takes
 * longer than the link.
 */
export const RUN_SHELL = `${BEGIN}
run=$1 patience=$2 bytes=$3 limit=$4
trap '' HUP
note() { printf '%s %s\\n' "$p" "$1" >&2; exit 70; }
base=/dev/shm lock=$run/login.lock
[ -w "$base" ] || base=/tmp
if [ "$(id -u)" = 0 ]
then base=$run lock=$run/session.lock
[ -f "$lock" ] || { mkdir -p "$run" && chmod 711 "$run" && ( umask 077; : >>"$lock" ); } || note home
fi
d=$(mktemp -d "$base/stem-io.XXXXXX") && mkfifo "$d/out" "$d/err" || note home
trap 'rm -rf "$d"' EXIT
if [ "$bytes" = 0 ]
then exec 5</dev/null
else n=$bytes; : >"$d/in"
while [ "$n" -gt 0 ]; do
c=32768; [ "$n" -gt "$c" ] || c=$n
head -c "$c" >>"$d/in"; n=$((n-c))
[ "$n" = 0 ] || ( printf . )
done
[ "$(stat -c %s "$d/in")" = "$bytes" ] || note short
exec 5<"$d/in"; rm -f "$d/in"
fi
printf '%s ready\\n' "$p"
if [ -w "$lock" ]
then exec 9<>"$lock"; t=0
until flock -n 9; do [ "$t" -lt "$patience" ] || note busy; t=$((t+1)); sleep 1; done
fi
line='
'
relay() {
n=$2
while [ "$n" -gt 0 ]; do
s=$(dd bs=16384 count=64 2>&1 >&3) s=\${s##*"$line"} c=\${s%% *}
case $c in 0) break ;; ''|*[!0-9]*) n=0 ;; *) n=$((n-c)) ;; esac
done
[ "$c" = 0 ] || cat >/dev/null
: >"$1.end"
}
( relay "$d/out" "$5" ) <"$d/out" 3>&1 >/dev/null 2>&1 5<&- 9>&- &
( relay "$d/err" "$6" ) <"$d/err" 3>&2 >/dev/null 2>&1 5<&- 9>&- &
timeout -k 10 "$limit" sh -c "$7" <&5 >"$d/out" 2>"$d/err" 5<&- 9>&-
code=$?
for t in 0.01 0.02 0.05 0.1 0.2 0.5 1; do
[ -e "$d/out.end" ] && [ -e "$d/err.end" ] && break
sleep "$t"
done
exit "$code"`;

/** `login`: as is. `sudo`, `su`: root by that. `root`: the login user has to be root already. */
export type Way = 'login' | 'sudo' | 'su' | 'root';

export const wayOf = (user: User, method: Become['method']): Way => {
  if (user === 'login') return 'login';
  return method === 'none' ? 'root' : method;
};

export interface Order {
  readonly way: Way;
  /** Fresh and random: what comes before it is noise of sudo and of the login shell. */
  readonly mark: string;
}

export interface RunOrder extends Order {
  readonly command: ShellCommand;
  /** Where the lock lies. */
  readonly directory: string;
  /** The file on the device that holds `RUN_SHELL`, so that sudo's log shows the command and not that text. */
  readonly shellFile: string | null;
  readonly lockSeconds: number;
  readonly stdinBytes: number;
  readonly seconds: number;
  readonly stdoutLimit: number;
  readonly stderrLimit: number;
}

export const runText = (order: RunOrder): string =>
  become(
    order,
    ...(order.shellFile === null ? ['-c', RUN_SHELL, 'stem-run'] : [order.shellFile]),
    order.mark,
    order.directory,
    String(order.lockSeconds),
    String(order.stdinBytes),
    String(order.seconds),
    // One byte more than is kept: how a cut is noticed.
    String(order.stdoutLimit + 1),
    String(order.stderrLimit + 1),
    render(order.command),
  );

export const askText = (order: Order, seconds: number, command: ShellCommand): string =>
  become(order, '-c', ASK, 'stem-ask', order.mark, String(seconds), render(command));

const become = ({ way, mark }: Order, ...words: readonly string[]): string => {
  if (way !== 'su') return render(sh('sh', '-c', BECOME, 'stem-become', way, mark, 'sh', ...words));
  const command = `exec ${render(sh('sh', ...words))} <&3 >&4 2>&5 3<&- 4>&- 5>&-`;
  const text = `{ ${AFTER_SU}; } 2>/dev/null; ${command}`;
  return render(sh('sh', '-c', BECOME_BY_SU, 'stem-become', way, mark, text));
};
