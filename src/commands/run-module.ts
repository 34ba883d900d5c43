import { sh, type ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** How a wrapper says that the command itself never ran. */
export const NO_CHDIR = 'stem: no such folder';
export const NO_COMMAND = 'stem: no such command';
export const NOT_EXECUTABLE = 'stem: not executable';
export const NEVER_RAN = 71;

/** The environment of a task comes as shell text in the first bytes of stdin: a secret in it is in no argument list. */
const ENVIRONMENT = 'eval "$(head -c "$1")"; shift; exec "$@"';

/** Runs a script with an environment; `bytes` is how long the text of exports in front of its own stdin is. */
export function withEnvironment(command: ShellCommand, bytes: number): ShellCommand {
  if (bytes === 0 || command.kind !== 'simple') return command;
  // A PATH of the task's own need not lead to our shell.
  const words = command.words.map((word, index) =>
    index === 0 && word === 'sh' ? '/bin/sh' : word,
  );
  return script('environment', ENVIRONMENT, String(bytes), ...words);
}

const CHDIR = `cd "$1" 2>/dev/null || { echo '${NO_CHDIR}' >&2; exit ${String(NEVER_RAN)}; }`;

/**
 * A text for a shell: as an argument, or, where a secret is in it, as the first bytes of stdin. Then the shell reads it
 * from a descriptor, so that it is in no argument list and stdin is the command's own.
 */
const SHELL = `${CHDIR}
[ -n "$3" ] || exec "$2" -c "$4"
text=$(head -c "$3"; echo x); text=\${text%x}
exec "$2" /dev/fd/3 3<<EOF
$text
EOF`;

export interface ShellRun {
  /** `.` stays where the login is. */
  readonly chdir: string;
  readonly executable: string;
  /** A text, or how many bytes of stdin it is. */
  readonly text: string | number;
}

export const runShell = ({ chdir, executable, text }: ShellRun): ShellCommand =>
  script(
    'shell',
    SHELL,
    chdir,
    executable,
    ...(typeof text === 'number' ? [String(text), ''] : ['', text]),
  );

/** As Python's expandvars and expanduser do it: what is no variable stays as it is. */
const EXPAND = String.raw`BEGIN { s = ARGV[1]; out = ""
while (match(s, /\$([A-Za-z0-9_]+|\{[^}]*\})/)) {
name = substr(s, RSTART + 1, RLENGTH - 1); gsub(/[{}]/, "", name)
out = out substr(s, 1, RSTART - 1) ((name in ENVIRON) ? ENVIRON[name] : substr(s, RSTART, RLENGTH))
s = substr(s, RSTART + RLENGTH) }
s = out s
if (s ~ /^~(\/|$)/) s = ENVIRON["HOME"] substr(s, 2)
printf "%s", s }`;

/** One program with its words, without a shell. */
const COMMAND = `${CHDIR}
shift
n=$#
while [ "$n" -gt 0 ]; do
w=$1; shift; n=$((n-1))
case $w in *'$'*|'~'*) w=$(awk '${EXPAND}' "$w"; echo x); w=\${w%x} ;; esac
set -- "$@" "$w"
done
found=
case $1 in
*/*) [ ! -e "$1" ] || found=$1 ;;
*) found=$(IFS=:; for d in $PATH; do if [ -f "$d/$1" ] && [ -x "$d/$1" ]; then echo "$d/$1"; break; fi; done) ;;
esac
[ -n "$found" ] || { echo '${NO_COMMAND}' >&2; exit ${String(NEVER_RAN)}; }
if [ -d "$found" ] || [ ! -x "$found" ]; then echo '${NOT_EXECUTABLE}' >&2; exit ${String(NEVER_RAN)}; fi
exec "$@"`;

export const runWords = (chdir: string, words: readonly string[]): ShellCommand =>
  script('command', COMMAND, chdir, ...words);

/** A program or script of the controller: it lies on the device only as long as it runs. */
const TRANSFERRED = `file=$3
if [ -z "$file" ]; then
file=$(umask 077; mktemp "\${TMPDIR:-/tmp}/stem-script-XXXXXX") || exit
trap 'rm -f "$file"' EXIT
cat >"$file" || exit
else trap 'rm -f "$file"' EXIT; fi
chmod 700 "$file" || exit
${CHDIR}
if [ -n "$2" ]; then set -- "$2 '$file' $4"; else set -- "'$file' $4"; fi
sh -c "$1" </dev/null`;

export interface TransferredRun {
  readonly chdir: string;
  /** What runs the file; empty where its first line says it. */
  readonly executable: string;
  /** Where it was pushed to; empty where it comes by stdin. */
  readonly file: string;
  /** As written in the playbook: a shell takes them apart. */
  readonly words: string;
}

export const runTransferred = (run: TransferredRun): ShellCommand =>
  script('run-script', TRANSFERRED, run.chdir, run.executable, run.file, run.words);

const GLOB = `cd "$1" 2>/dev/null || exit 1
IFS=; set -- $2
[ -e "$1" ] || [ -L "$1" ]`;

/** Is there a file of that name? `*` and `?` are wildcards. */
export const tellGlob = (pattern: string, chdir: string): ShellCommand =>
  pattern === '' ? sh('false') : script('glob', GLOB, chdir, pattern);
