import type { ShellCommand } from '../../model/command.ts';
import { script } from '../script.ts';

/**
 * Every answer is lines of `key value`. A fork is dear on an old device and 44 scripts add up, so `r FILE` reads
 * a first line into `$v` without one; `k KEY` (a sed) puts the key in front of many lines. The C locale is the one
 * whose texts are parsed.
 */
const PREAMBLE = `LC_ALL=C; export LC_ALL
k() { sed "s/^/$1 /"; }
r() { v=; [ -r "$1" ] && read -r v <"$1"; }
`;

/** Prints `KEY PID NAME` for each process that has a file open. fuser is not on every device. */
export const OPENED_BY = `opened() { for l in $(find /proc/[0-9]*/fd -lname "$2"); do
  p=\${l#/proc/}; p=\${p%%/*}; r "/proc/$p/comm"; echo "$1 $p $v"
done; }
`;

/** One question of the preflight: a read-only POSIX script for dash 0.5.7 and the tools of Ubuntu 14.04. */
export const ask = (id: string, text: string, ...args: readonly string[]): ShellCommand =>
  script(`preflight-${id}`, `${PREAMBLE}${text}`, ...args);
