import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** Less is no room: a script that does not look at its own errors has lost something then. */
const LEAST_KIB = 1024;

/**
 * Runs the customer's script, and does not take its word alone: a disk that is full afterwards has cut off what it wrote,
 * and more than was announced takes the room of what comes later. The last line is the reason that people see.
 */
const RUN = `dir=$1 most=$2 way=$3 file=$4
rc=0; STEM_BACKUP_DIR=$dir "$file" || rc=$?
free=$(df -P -k "$dir" | awk 'END { print $4 }')
if [ "\${free:-0}" -lt ${String(LEAST_KIB)} ]; then
  echo "there is no room left in $dir: $way" >&2
  exit 1
fi
[ "$rc" = 0 ] || exit "$rc"
[ "$most" -gt 0 ] || exit 0
kib=$(du -sk "$dir" | awk '{ print $1 }')
[ "$((kib * 1024))" -le "$most" ] && exit 0
echo "the script wrote $((kib * 1024)) bytes, and stem_backup_script_bytes says $most at most: $way" >&2
exit 1`;

export interface ScriptRun {
  readonly folder: string;
  /** 0: nobody said. */
  readonly mostBytes: number;
  /** What to do where there is no room, in a few words: the reason is cut at 200 characters. */
  readonly way: string;
  readonly file: string;
}

export const runBackupScript = ({ folder, mostBytes, way, file }: ScriptRun): ShellCommand =>
  script('backup-script', RUN, folder, String(mostBytes), way, file);
