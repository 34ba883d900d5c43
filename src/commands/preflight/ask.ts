import type { ShellCommand } from '../../model/command.ts';
import { script } from '../script.ts';

/**
 * `k KEY` puts the key in front of each line, so that every answer is lines of `key value`. The C locale is the
 * one whose texts are parsed.
 */
const PREAMBLE = `LC_ALL=C; export LC_ALL
k() { sed "s/^/$1 /"; }
`;

/** One question of the preflight: a read-only POSIX script for dash 0.5.7 and the tools of Ubuntu 14.04. */
export const ask = (id: string, text: string, ...args: readonly string[]): ShellCommand =>
  script(`preflight-${id}`, `${PREAMBLE}${text}`, ...args);
