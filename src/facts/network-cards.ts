import { tellWhereabouts } from '../commands/boot.ts';
import type { Fact } from '../model/fact.ts';

const ADDRESS = /^(?:[0-9a-f]{2}:){5,19}[0-9a-f]{2}$/;

/**
 * The hardware addresses of a device's own network cards, sorted; empty where it does not tell. They stay through all three
 * systems, whatever a card is called there.
 */
export const networkCards: Fact<readonly string[]> = {
  name: 'network cards',
  command: tellWhereabouts(),
  as: 'login',
  parse: ({ stdout }) => [...new Set(stdout.split('\n').filter(isAddress))].sort(),
};

const isAddress = (line: string): boolean => ADDRESS.test(line) && !/^[0:]+$/.test(line);

/**
 * Whether these can be the cards of one device. One card in common is enough: another may have been plugged in, or want a
 * driver that one of the systems lacks. Nobody who does not tell is accused.
 */
export const canBeSameDevice = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === 0 || others.length === 0 || some.some((card) => others.includes(card));
