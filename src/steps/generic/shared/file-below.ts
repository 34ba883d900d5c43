import { setAll } from '../../../commands/find-gaps.ts';
import type { Entry } from '../../../facts/entries.ts';
import { run, type Action } from '../../../model/action.ts';
import { resolveMode } from '../../../model/file-mode.ts';
import type { FileArguments } from './file-params.ts';
import { PUT_MS } from './put.ts';

/** Lines for `setAll`: every entry that is not as wanted. Names are compared by number where they are numbers. */
export function gapsBelow(
  entries: readonly Entry[],
  { mode, owner, group }: Pick<FileArguments, 'mode' | 'owner' | 'group'>,
  umask: number,
): readonly string[] {
  return entries.flatMap((entry) => {
    const isDirectory = entry.kind === 'directory';
    const wanted =
      mode === null || entry.kind === 'link'
        ? entry.mode
        : resolveMode(mode, { current: entry.mode, isDirectory, umask });
    const fields = [
      wanted === entry.mode ? '-' : wanted.toString(8),
      isId(owner, entry.uid) ? '-' : owner,
      isId(group, entry.gid) ? '-' : group,
    ];
    return fields.every((field) => field === '-') ? [] : [`${fields.join(' ')} ${entry.path}`];
  });
}

/** `root` is 0 everywhere. Any other name is set each time, which harms nothing. */
const isId = (name: string, id: number): boolean =>
  name === '' || name === String(id) || (name === 'root' && id === 0);

/** What was changed below a folder gets back its mode and owners. */
export function undoBelow(
  { path, as }: Pick<FileArguments, 'path' | 'as'>,
  before: readonly Entry[],
  now: readonly Entry[],
): readonly Action[] {
  const seen = new Map(now.map((entry) => [entry.path, JSON.stringify(entry)]));
  const lines = before
    .filter((entry) => seen.has(entry.path) && seen.get(entry.path) !== JSON.stringify(entry))
    .map(({ mode, uid, gid, kind, path: name }) =>
      [kind === 'link' ? '-' : mode.toString(8), uid, gid, name].join(' '),
    );
  const stdin = [`${lines.join('\n')}\n`];
  return lines.length === 0 ? [] : [{ ...run(setAll(path), PUT_MS), as, stdin }];
}
