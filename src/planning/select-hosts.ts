import { StemError } from '../model/errors.ts';
import { globPattern } from './glob.ts';
import { parseAddress } from './inventory/address.ts';
import { hostsOf, type Inventory } from './inventory/inventory.ts';
import { nearest } from './nearest.ts';

/**
 * The hosts of a pattern as Ansible reads it (`web:db`, `web,db`, `web:&site1:!web3`, `web*`, `~web\d`, `web[0:4]`), in its
 * order: unions as written, then intersections, then exclusions. Where Ansible goes on with everybody or with nobody, this
 * stops. @throws StemError NO_HOSTS, PATTERN_INVALID
 */
export const selectHosts = (inventory: Inventory, pattern: string): readonly string[] =>
  selectTerms(inventory, splitPattern(pattern));

/** The same for a pattern that is split already. */
export function selectTerms(inventory: Inventory, terms: readonly string[]): readonly string[] {
  if (terms.length === 0)
    throw new StemError('the pattern is blank, which would be every host', {
      code: 'NO_HOSTS',
      hint: 'Say `all` for every host, or name hosts and groups.',
    });
  const unions = terms.filter((term) => !/^[&!]/.test(term));
  const hosts = new Set<string>();
  for (const term of unions.length === 0 ? ['all'] : unions)
    for (const host of matches(inventory, term)) hosts.add(host);
  for (const term of terms.filter((each) => each.startsWith('&'))) keep(hosts, inventory, term);
  for (const term of terms.filter((each) => each.startsWith('!'))) drop(hosts, inventory, term);
  if (hosts.size === 0)
    throw new StemError(`the pattern ${terms.join(':')} matches no host`, {
      code: 'NO_HOSTS',
      hint: 'Look at the groups: stem-remote inventory -i FILE --graph.',
    });
  return [...hosts];
}

function keep(hosts: Set<string>, inventory: Inventory, term: string): void {
  const both = new Set(matches(inventory, term.slice(1)));
  for (const host of hosts) if (!both.has(host)) hosts.delete(host);
}

function drop(hosts: Set<string>, inventory: Inventory, term: string): void {
  for (const host of matches(inventory, term.slice(1))) hosts.delete(host);
}

/** Commas part terms; without any, colons do, but for those of an address and of a slice. */
export function splitPattern(pattern: string): readonly string[] {
  const parts = pattern.includes(',')
    ? pattern.split(',')
    : parseAddress(pattern) !== null
      ? [pattern]
      : (pattern.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? []);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

const SLICE = /^(.+)\[(?:(-?[0-9]+)|([0-9]+)[:-]([0-9]*))\]$/;

/** One term. Every term must name something: a misspelt exclusion would spare nobody. */
function matches(inventory: Inventory, term: string): readonly string[] {
  if (inventory.hosts.has(term)) return [term];
  if (term === '') throw invalid('! and & need a name behind them', 'Write it as `web:!web3`.');
  if (term.startsWith('@'))
    throw invalid(`${term} names a file`, 'Give the file to --limit: `--limit @failed.txt`.');
  if (term.startsWith('~')) return named(inventory, term, regexOf(term.slice(1)));
  const slice = SLICE.exec(term);
  if (slice === null) return named(inventory, term, globPattern(term));
  const [, name = '', index, from, to] = slice;
  const hosts = named(inventory, name, globPattern(name));
  const picked = index === undefined ? range(hosts, from, to) : single(hosts, Number(index));
  if (picked.length === 0)
    throw new StemError(`${term} is out of range: ${name} has ${String(hosts.length)} hosts`, {
      code: 'NO_HOSTS',
      hint: 'Count from 0: `web[0:4]` is the first five.',
    });
  return picked;
}

/** A negative index counts from the end. */
function single(hosts: readonly string[], index: number): readonly string[] {
  const host = hosts.at(index);
  return host === undefined ? [] : [host];
}

/** Both ends belong to it. */
const range = (hosts: readonly string[], from = '', to = ''): readonly string[] =>
  hosts.slice(Number(from), to === '' ? undefined : Number(to) + 1);

/** A host comes once for each group it is in, and slices count it so, as in Ansible. Groups first; hosts as well where no group has the name, or where it is a glob, a regex or has a dot. */
function named(inventory: Inventory, term: string, pattern: RegExp): readonly string[] {
  const groups = [...inventory.groups.keys()].filter((name) => pattern.test(name));
  const found = groups.flatMap((name) => hostsOf(inventory, name));
  if (groups.length === 0 || /^~|[.?*[]/.test(term))
    for (const name of inventory.hosts.keys()) if (pattern.test(name)) found.push(name);
  if (found.length === 0 && groups.length === 0 && IMPLICIT.has(term))
    throw new StemError(
      `${term} is not in the inventory, and this machine is no device by itself`,
      {
        code: 'NO_HOSTS',
        hint: 'Ansible would work on this machine. Name a device; what is to be done here, do before `stem-remote`.',
      },
    );
  if (found.length === 0 && groups.length === 0)
    throw new StemError(`no group or host is called ${term}${suggestion(inventory, term)}`, {
      code: 'NO_HOSTS',
      hint: 'Look at the names: stem-remote inventory -i FILE --graph.',
    });
  return found;
}

/** Names that Ansible knows without an inventory: the machine where it runs. */
const IMPLICIT: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

const suggestion = (inventory: Inventory, term: string): string =>
  nearest(term, [...inventory.groups.keys(), ...inventory.hosts.keys()]);

/** Anchored at the start of the name only, as in Ansible. Python's spelling is understood where it differs in little. */
function regexOf(source: string): RegExp {
  const isAnyCase = source.startsWith('(?i)');
  const ours = (isAnyCase ? source.slice(4) : source)
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\Z', '$')
    .replaceAll('\\A', '^');
  try {
    return new RegExp(`^(?:${ours})`, isAnyCase ? 'ui' : 'u');
  } catch (error) {
    throw invalid(`~${source} is no regular expression`, 'Write it as `~web[0-9]+`.', error);
  }
}

const invalid = (because: string, hint: string, cause?: unknown): StemError =>
  new StemError(because, { code: 'PATTERN_INVALID', hint, cause });
