import { oneLine } from './printable.ts';
import { count, names } from './words.ts';

/** Hosts that ended alike, for the same reason. */
export interface FailureGroup {
  readonly because: string;
  readonly hosts: readonly string[];
}

interface Failed {
  readonly host: string;
  readonly because: string;
}

/** Groups in the order of their first host. A reason that names its own host is the same as another's. */
export function failureGroups(failed: readonly Failed[]): readonly FailureGroup[] {
  const groups = new Map<string, { because: string; hosts: string[] }>();
  for (const { host, because } of failed) {
    const key = because.replace(asWord(host), 'HOST');
    const group = groups.get(key);
    if (group !== undefined) group.hosts.push(host);
    else groups.set(key, { because, hosts: [host] });
  }
  return [...groups.values()];
}

/** `12 devices: no space left on the device: ber-001, ber-002 and 10 more`, or `ber-001: no space left …`. */
export function groupText({ because, hosts }: FailureGroup, most = 5): string {
  const [first = ''] = hosts;
  const why = oneLine(because);
  if (hosts.length === 1) return `${first}: ${why}`;
  return `${count(hosts.length, 'device')}: ${why.replace(asWord(first), 'the device').replace(/[.:]$/, '')}: ${names(hosts, most)}`;
}

/** A device may be called `a`, which is no reason to take the word "space" apart. */
const asWord = (name: string): RegExp =>
  new RegExp(`(?<![\\w-])${name.replace(/[^\w]/g, '\\$&')}(?![\\w-])`, 'g');
