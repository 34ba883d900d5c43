import { itemsOf } from '../../model/params.ts';
import { isNetwork } from './addresses.ts';

export interface ReadExceptions {
  readonly exceptions: readonly string[];
  /** Sentences without their end. */
  readonly problems: readonly string[];
}

const MOST = 100;
const LONGEST_SHOWN = 60;

/**
 * Reads `stem_no_proxy`: a list, or a text with blanks or commas between its items. Names are refused, though iptables takes
 * them: balenaOS gives each line to it before there is a network, stops at the first that is not found, and then starts no proxy.
 */
export function readExceptions(value: unknown): ReadExceptions {
  const items = itemsOf(value ?? []);
  if (items === null || items.length > MOST || !items.every(isText))
    return {
      exceptions: [],
      problems: [`stem_no_proxy must be a list of at most ${String(MOST)} addresses and networks`],
    };
  const wrong = items.filter((item) => !isNetwork(item));
  return {
    exceptions: [...new Set(items)],
    problems: wrong.map(
      (item) =>
        `${JSON.stringify(item.slice(0, LONGEST_SHOWN))} of stem_no_proxy is no IPv4 address and no network (192.0.2.0/24): balenaOS starts no proxy with a name there that it can't look up yet`,
    ),
  };
}

const isText = (item: unknown): item is string => typeof item === 'string';
