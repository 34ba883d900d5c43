import { tellOwners } from '../commands/lock.ts';
import type { Fact } from '../model/fact.ts';

/** Ids of the runs that hold the lock of this boot, and the staging partition. */
export type Owners = { readonly lock: string | null; readonly staging: string | null };

/** Answer: `lock run-1`, `staging run-1`; a missing id means nobody. */
export const owners = (staging: string): Fact<Owners> => ({
  name: `owners ${staging}`,
  command: tellOwners(staging),
  as: 'root',
  parse: ({ stdout }) => ({ lock: idOf(stdout, 'lock'), staging: idOf(stdout, 'staging') }),
  afterBoot: ({ staging }) => ({ lock: null, staging }),
});

const idOf = (text: string, what: string): string | null =>
  new RegExp(`^${what} (\\S+)$`, 'm').exec(text)?.[1] ?? null;
