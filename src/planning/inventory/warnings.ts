import type { Json } from '../../model/json.ts';
import type { Draft } from './draft.ts';
import { parseAddress } from './address.ts';
import { isSecretName } from './secret-vars.ts';

/** Takes a warning, and the line that it is about. */
export type Warn = (says: string, line: number) => void;

/** Group names that Ansible takes, with a warning, and that Jinja can't name. */
export const groupWarnings = (name: string): readonly string[] =>
  /^[\d\P{L}]|[^\p{L}\p{N}_]/u.test(name) && !/^_[\p{L}\p{N}_]*$/u.test(name)
    ? [`the group ${name} has other characters in its name than letters, digits and _`]
    : [];

interface HostLine {
  readonly pattern: string;
  readonly names: readonly string[];
  readonly port: number | null;
  readonly cut: string | null;
}

export function hostLineWarnings({ pattern, names, port, cut }: HostLine): readonly string[] {
  const warnings: string[] = [];
  if (parseAddress(pattern) === null)
    warnings.push(`${JSON.stringify(pattern)} is taken as one name, though it is no usual one`);
  if (names.length === 0) warnings.push(`the range in ${pattern} gives no host`);
  if (port !== null && !isPort(port)) warnings.push(badPort(String(port)));
  if (cut !== null)
    warnings.push(
      'a # cuts the word before it: the rest of the line is a comment. Quote the value.',
    );
  return warnings;
}

interface Assigned {
  readonly name: string;
  readonly written: string;
  readonly isHostLine: boolean;
  /** Undefined where the value is the text as written. */
  readonly literal: Json | undefined;
}

/** Says nothing of a secret's value. */
export function valueWarnings(assigned: Assigned): readonly string[] {
  const { name, written, literal } = assigned;
  if (isSecretName(name)) return secretWarnings(assigned);
  const warnings: string[] = [];
  if (literal === undefined && /^(?:true|false|yes|no|on|off)$/i.test(written))
    warnings.push(`${name}=${written} is a text: write True or False`);
  if (hasHash(assigned)) warnings.push(`the value of ${name} goes on behind the #`);
  if (isInexact(literal, written))
    warnings.push(`${name}=${written} has too many digits for a number: it stays a text`);
  if (isPortName(name) && !isPort(Number(literal ?? written))) warnings.push(badPort(written));
  return warnings;
}

function secretWarnings(assigned: Assigned): readonly string[] {
  const { name, literal } = assigned;
  const warnings: string[] = [];
  if (literal !== undefined && typeof literal !== 'string')
    warnings.push(
      `${name} looks like a number or a list: it is taken as written, Ansible converts it`,
    );
  if (hasHash(assigned)) warnings.push(`the value of ${name} goes on behind the #`);
  return warnings;
}

/** On a host line the `#` would have ended the word. */
const hasHash = ({ written, isHostLine, literal }: Assigned): boolean =>
  !isHostLine && literal === undefined && /\s#/.test(written);

const isInexact = (literal: Json | undefined, written: string): boolean =>
  typeof literal === 'string' && /^[+-]?[\d_]+$/.test(written);

const isPortName = (name: string): boolean =>
  name === 'ansible_port' || name === 'ansible_ssh_port';

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;

const badPort = (port: string): string => `${port} is no port: it must be from 1 to 65535`;

/**
 * A group and a host of the same name share their vars. Here alone we differ from Ansible: it hides the other hosts of an
 * inventory with a host `all`, and takes a host in `[all]` with the name of a group for that group.
 */
export const nameWarnings = (draft: Draft, from: string): readonly string[] =>
  [...draft.hosts.keys()]
    .filter((name) => draft.groups.has(name))
    .map((name) => `${from}: ${name} is both a group and a host: its vars go to the group`);
