import { tellFirstFile, tellNewer } from '../commands/backup.ts';
import { BACKUP, SCRIPT_BACKUP } from '../model/paths.ts';
import type { Fact } from '../model/fact.ts';
import { fileText } from './files.ts';

/** The paths that were archived, one a line, relative to `/`; null where none were, or by an earlier version. */
export const archivedPaths = fileText(`${BACKUP}/paths.list`);

/** Whether the customer's backup script left something on the staging partition. */
export const hasScriptBackup: Fact<boolean> = {
  name: `files in ${SCRIPT_BACKUP}`,
  command: tellFirstFile(SCRIPT_BACKUP),
  as: 'root',
  parse: ({ stdout }) => stdout.trim() !== '',
};

/** The archive of the volumes: its seal, and what it is of. */
export const volumesFacts = {
  sealed: fileText(`${BACKUP}/volumes.sealed`),
  list: fileText(`${BACKUP}/volumes.list`),
};

/** `toKeep` is always there. */
type Changed = Fact<boolean> & { readonly toKeep: () => boolean };

/** Whether something below these paths was changed since they were archived. The customer's services may run, so an undo does not compare it. */
export const changedSince = (
  paths: readonly string[],
  what: 'paths' | 'volumes' = 'paths',
): Changed => ({
  name: `changed since the backup of ${what}: ${paths.join(' ')}`,
  command: tellNewer(paths, what),
  as: 'root',
  parse: ({ stdout }) => stdout.trim() !== '',
  toKeep: () => false,
});
