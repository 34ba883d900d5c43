import { tellGathered } from '../commands/gather.ts';
import type { Fact, User } from '../model/fact.ts';

/** Everything that was said under a name, in order. */
export type Gathered = Readonly<Record<string, readonly string[]>>;

export const gathered = (as: User): Fact<Gathered> => ({
  name: 'gathered',
  command: tellGathered(),
  as,
  parse: ({ stdout }) => {
    const found: Record<string, string[]> = {};
    for (const line of stdout.split('\n')) {
      const [, name = '', value = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
      if (name !== '') (found[name] ??= []).push(value);
    }
    return found;
  },
});
