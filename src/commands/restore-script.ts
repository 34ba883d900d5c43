import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';
import { SEAL } from './seal.ts';

/** The seal is the job's own: it comes whether or not anybody is still connected when the script ends. */
const RUN_AND_SEAL = `set -e
${SEAL}
env STEM_BACKUP_DIR="$1" "$2"
seal "$3" "$4"`;

interface RestoreScript {
  /** The customer's own. */
  readonly path: string;
  /** What it is told by `$STEM_BACKUP_DIR`. */
  readonly folder: string;
  readonly seal: string;
  readonly runId: string;
}

export const restoreByScript = ({ path, folder, seal, runId }: RestoreScript): ShellCommand =>
  script('restore-script', RUN_AND_SEAL, folder, path, seal, runId);
