import { tellOldFile } from '../commands/boot.ts';
import type { Fact } from '../model/fact.ts';
import { REHEARSAL } from '../model/paths.ts';

/** Whose rehearsal it is, and whether it was seen to its end. */
export type Rehearsal = { readonly state: 'begun' | 'done'; readonly run: string };

/** What the old root says of a rehearsal; null where there was none, or where that root is gone. */
export const rehearsal = (root: string): Fact<Rehearsal | null> => ({
  name: `rehearsal on ${root}`,
  command: tellOldFile(REHEARSAL, root),
  as: 'root',
  parse: ({ stdout }) => {
    const [, state, run = ''] = /^(begun|done) (\S+)\n$/.exec(stdout) ?? [];
    return state === 'begun' || state === 'done' ? { state, run } : null;
  },
});

/** The one line of that mark. */
export const rehearsalText = ({ state, run }: Rehearsal): string => `${state} ${run}\n`;
