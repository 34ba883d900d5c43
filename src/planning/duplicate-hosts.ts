import { hopsOf, placeOf, type Connection } from '../model/connection.ts';
import type { Finding } from '../model/step.ts';

/** A host of a run: how it is reached, and whatever tells it apart. */
export interface Reached {
  readonly name: string;
  readonly connection: Pick<Connection, 'address' | 'port' | 'pinnedHostKeys' | 'via'>;
}

/**
 * One device under two names would be migrated twice at once. The hosts that share an address and port, or a pinned
 * host key, each with what is wrong; hosts that share nothing are not in the map. Devices that were cloned with their
 * host keys look the same as one device: an operator must tell them apart first.
 */
export function findDuplicates(hosts: readonly Reached[]): ReadonlyMap<string, Finding> {
  const found = new Map<string, Finding>();
  for (const [what, keysOf] of TRAITS)
    for (const names of sharing(hosts, keysOf)) {
      for (const name of names) if (!found.has(name)) found.set(name, duplicate(what, names));
    }
  return found;
}

type KeysOf = (host: Reached) => readonly string[];

const TRAITS: readonly (readonly [what: string, keysOf: KeysOf])[] = [
  [
    'the same address and port',
    ({ connection: { address, port, via } }) => [
      JSON.stringify([...wayOf(via), address.toLowerCase().replace(/^\[|\]$/g, ''), port]),
    ],
  ],
  ['the same host key', ({ connection }) => [...new Set(connection.pinnedHostKeys)]],
];

/** The same private address behind two jump hosts, or two commands, is two devices. */
const wayOf = (via: Connection['via']): readonly string[] =>
  via?.kind === 'command' ? [via.command] : hopsOf({ ...(via && { via }) }).map(placeOf);

/** Groups of at least two names that have a key in common. */
function sharing(hosts: readonly Reached[], keysOf: KeysOf): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const host of hosts)
    for (const key of keysOf(host)) groups.set(key, [...(groups.get(key) ?? []), host.name]);
  return [...groups.values()].filter((names) => names.length > 1);
}

const duplicate = (what: string, names: readonly string[]): Finding => ({
  id: 'C01',
  title: 'One device, one name',
  level: 'block',
  says: `${names.join(' and ')} have ${what}.`,
  prevents: 'Two migrations of one device at the same time.',
  hint: 'Leave one of these names in the inventory; give cloned devices host keys of their own.',
});
