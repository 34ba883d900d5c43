import { canBeSameDevice } from '../facts/network-cards.ts';
import { StemError } from '../model/errors.ts';
import type { Journal, StemEvent } from '../model/event.ts';
import { flag, optional, readVars, type Vars } from '../model/params.ts';
import type { Whereabouts } from '../model/system.ts';

/** Who answers, and where it is. */
export interface Seen {
  readonly where: Whereabouts;
  /** Hardware addresses of its network cards; none where it does not tell. */
  readonly cards: readonly string[];
}

/** Where the run has it from who the device is. */
interface Known {
  readonly journal: Journal;
  readonly runId: string;
  readonly host: string;
  readonly vars: Vars;
}

/**
 * Devices that were cloned with their host keys can't be told apart by these: after a power cut at a site, each may have
 * the other's address. Whatever the run did to one of them must not be undone, or gone on with, on the other.
 * @throws StemError DEVICE_CHANGED
 */
export async function assertSameDevice(
  { cards }: Seen,
  { journal, runId, host, vars }: Known,
): Promise<void> {
  if (cards.length === 0) return;
  const known = knownCards(await journal.read(runId, host));
  if (!canBeSameDevice(cards, known) && !isSaidToBe(vars)) throw another(host, cards, known);
}

/** All that the device ever told in this run: a card may be missing in one of its systems. */
export const knownCards = (events: readonly StemEvent[]): readonly string[] => [
  ...new Set(events.flatMap((event) => (event.kind === 'host.seen' ? (event.cards ?? []) : []))),
];

/** Who answers is not the device of the run. */
const another = (host: string, cards: readonly string[], known: readonly string[]): StemError =>
  new StemError(
    `another device answers for ${host}: its network card is ${cards.join(', ')}, it was ${known.join(', ')}`,
    {
      code: 'DEVICE_CHANGED',
      hint: `Find out which address the device has now, and mend the inventory; where only its network card was replaced, set stem_same_device=true for this host there. Then \`stem-remote resume --limit ${host}\`.`,
    },
  );

const isSaidToBe = (vars: Vars): boolean =>
  readVars<{ stem_same_device: boolean }>(vars, { stem_same_device: optional(flag, false) })
    .stem_same_device;
