import { StemError } from '../../model/errors.ts';
import { optional, path, paths, readVars, type Vars } from '../../model/params.ts';
import { SCRIPT_BACKUP } from '../../model/paths.ts';

/**
 * Where the customer's script writes: a folder of the old root that goes with the listed paths, to the controller if it has to,
 * or else the staging partition. @throws StemError VARS_INVALID where nothing would take that folder along
 */
export function readScriptFolder(vars: Vars): string {
  const { stem_backup_script_dir: folder } = readVars<{ stem_backup_script_dir: string }>(vars, {
    stem_backup_script_dir: optional(path, SCRIPT_BACKUP),
  });
  if (folder === SCRIPT_BACKUP || isTaken(folder, vars)) return folder;
  throw new StemError('stem_backup_script_dir must be a folder below a path of stem_backup_paths', {
    code: 'VARS_INVALID',
    hint: 'Add that folder to stem_backup_paths: what lies there is backed up and restored with them.',
  });
}

function isTaken(folder: string, vars: Vars): boolean {
  const { stem_backup_paths: list } = readVars<{ stem_backup_paths: readonly string[] }>(vars, {
    stem_backup_paths: optional(paths, []),
  });
  const segments = segmentsOf(folder);
  return (
    !segments.includes('..') &&
    list.some((each) => segmentsOf(each).every((segment, index) => segment === segments[index]))
  );
}

const segmentsOf = (path: string): readonly string[] =>
  path.split('/').filter((segment) => segment !== '' && segment !== '.');
