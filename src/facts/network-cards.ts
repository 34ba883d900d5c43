import { tellWhereabouts } from '../commands/boot.ts';
import type { Fact } from '../model/fact.ts';

const ADDRESS = /^(?:usb )?(?:[0-9a-f]{2}:){5,19}[0-9a-f]{2}$/;

/**
 * The hardware addresses of a device's own network cards, sorted, with `usb ` before those of cards on USB; empty where it does
 * not tell. They stay through all three systems, whatever a card is called there.
 */
export const networkCards: Fact<readonly string[]> = {
  name: 'network cards',
  command: tellWhereabouts(),
  as: 'login',
  parse: ({ stdout }) => [...new Set(stdout.split('\n').filter(isAddress))].sort(),
};

const isAddress = (line: string): boolean => ADDRESS.test(line) && !/^(?:usb )?[0:]+$/.test(line);

/**
 * Whether these can be the cards of one device. One card in common is enough: another may have been plugged in, or want a
 * driver that one of the systems lacks. Those on USB count only where one of the two has no others: sticks of a kind may all have
 * the same address. Nobody who does not tell is accused.
 */
export function canBeSameDevice(some: readonly string[], others: readonly string[]): boolean {
  const [built, otherBuilt] = [some.filter(isBuiltIn), others.filter(isBuiltIn)];
  return built.length > 0 && otherBuilt.length > 0
    ? hasCommon(built, otherBuilt)
    : some.length === 0 || others.length === 0 || hasCommon(some, others);
}

const isBuiltIn = (card: string): boolean => !card.startsWith('usb ');

const hasCommon = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((card) => others.includes(card));
