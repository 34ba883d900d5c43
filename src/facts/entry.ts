import { tellEntry } from '../commands/entry.ts';
import type { Fact } from '../model/fact.ts';

/** Our entry in the old GRUB's `custom.cfg`. `sha256` is of the whole file, null where there is none. */
export type Entry = {
  readonly sha256: string | null;
  readonly isSourced: boolean;
  readonly isSaved: boolean;
  /** The text of our entry; empty where it isn't there. */
  readonly text: string;
};

/** Answer: `none`, `sourced`, `none`, then the lines of our entry. */
export const entry: Fact<Entry> = {
  name: 'boot entry',
  command: tellEntry(),
  as: 'root',
  parse: ({ stdout }) => {
    const [sha256 = 'none', sourced = '', saved = '', ...text] = stdout.split('\n');
    return {
      sha256: sha256 === 'none' ? null : sha256,
      isSourced: sourced === 'sourced',
      isSaved: saved === 'saved',
      text: text.join('\n'),
    };
  },
};
