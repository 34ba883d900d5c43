import { tellFstab } from '../commands/fstab.ts';
import type { Fact } from '../model/fact.ts';

/** The file by its hash only: mount options may hold passwords, and answers are journaled. */
export type Fstab = {
  readonly sha256: string;
  readonly activeSwapLines: number;
  readonly isSaved: boolean;
};

/** Answer: three lines, `<sha256>`, `1`, `none`. */
export const fstab: Fact<Fstab> = {
  name: 'fstab',
  command: tellFstab(),
  as: 'root',
  parse: ({ stdout }) => {
    const [sha256 = '', lines = '0', saved = ''] = stdout.split('\n');
    return { sha256, activeSwapLines: Number(lines), isSaved: saved === 'saved' };
  },
};
