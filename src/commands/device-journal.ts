import { STAGING } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

const APPEND = `set -e
printf '%s\\n' "$2" >>"$1/journal"
sync`;

/** One line in the device's own journal, on the disk when it ends: for whoever meets the device without ours. */
export const appendToJournal = (line: string): ShellCommand =>
  script('journal', APPEND, STAGING, line);
