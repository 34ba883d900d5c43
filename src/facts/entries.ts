import { MOST_ENTRIES, tellEntries } from '../commands/find-gaps.ts';
import { StemError } from '../model/errors.ts';
import { sh } from '../model/command.ts';
import type { Fact, User } from '../model/fact.ts';

export type Entry = {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly kind: 'directory' | 'link' | 'other';
  readonly path: string;
};

/** All below a folder. */
export const entriesBelow = (path: string, as: User): Fact<readonly Entry[]> => ({
  name: `below ${path}`,
  command: tellEntries(path),
  as,
  parse: ({ stdout }) => {
    const lines = stdout.split('\n').filter((line) => line !== '');
    if (lines.length > MOST_ENTRIES)
      throw new StemError(`${path} has more than ${String(MOST_ENTRIES)} entries`, {
        code: 'FACT_UNREADABLE',
        hint: 'Write `command: chown -R …` instead of `recurse: true`.',
      });
    return lines.flatMap(entryOf);
  },
});

/** In the place of a folder that nobody works through. */
export const noEntries: Fact<readonly Entry[]> = {
  name: 'no entries',
  command: sh('true'),
  as: 'login',
  parse: () => [],
};

function entryOf(line: string): readonly Entry[] {
  const [, mode, uid, gid, type, path] = /^([0-7]+) (\d+) (\d+) (\S) \.\/(.*)$/.exec(line) ?? [];
  if (mode === undefined || path === undefined) return [];
  const kind = type === 'd' ? 'directory' : type === 'l' ? 'link' : 'other';
  return [{ mode: Number.parseInt(mode, 8), uid: Number(uid), gid: Number(gid), kind, path }];
}
