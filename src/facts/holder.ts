import { tellHolder } from '../commands/holder.ts';
import type { Fact } from '../model/fact.ts';

/** The holder by name, and what shows that somebody still drives the device. */
export type Holder = {
  /** Of the lock of this boot, else of the staging partition; empty where nobody is named. */
  readonly operator: string;
  readonly since: string;
  /** A command of root goes on. */
  readonly isBusy: boolean;
  /** Connections without a terminal beside the one that asks. */
  readonly links: number;
  /** Jobs that run. */
  readonly jobs: readonly string[];
};

const QUIET: Holder = { operator: '', since: '', isBusy: false, links: 0, jobs: [] };

/**
 * Answer: `lock-by ada@desk`, `lock-since 2026-11-26T12:00:00Z`, `busy yes`, `job unpack-root`, `link 4711`, `asked`.
 * It changes by itself, so the journal keeps nothing of it, and no undo compares it.
 */
export const holder = (staging: string): Fact<Holder> => ({
  name: `holder ${staging}`,
  command: tellHolder(staging),
  as: 'root',
  parse: ({ stdout }) => {
    const all = (word: string): readonly string[] =>
      [...stdout.matchAll(new RegExp(`^${word} (.*)$`, 'gm'))].map(([, rest = '']) => rest);
    const first = (what: string): string =>
      all(`lock-${what}`)[0] ?? all(`staging-${what}`)[0] ?? '';
    return {
      operator: first('by'),
      since: first('since'),
      isBusy: all('busy').length > 0,
      links: all('link').length,
      jobs: all('job'),
    };
  },
  toKeep: () => QUIET,
});

/** What shows that the holder is alive, in words; null where nothing does. */
export function whyAlive({ isBusy, links, jobs }: Holder): string | null {
  if (jobs.length > 0) return `its job ${jobs.join(' and ')} runs`;
  if (isBusy) return 'a command of it goes on';
  if (links > 0)
    return links === 1
      ? 'another connection without a terminal is open'
      : `${String(links)} other connections without a terminal are open`;
  return null;
}
