import type { Value, Vars } from '../model/params.ts';
import { Secret } from '../model/secret.ts';

/** Vars that are being read, and what is wrong with them. */
export interface VarReader {
  readonly vars: Vars;
  readonly problems: string[];
}

export const isSet = (value: Value | undefined): value is Value =>
  value !== undefined && value !== null && value !== '';

/** The one value of vars that mean the same. Two that differ are an error: either could be the device's. */
function only(reader: VarReader, names: readonly string[]): readonly [string, Value] | undefined {
  const given = names.flatMap((name): (readonly [string, Value])[] => {
    const value = reader.vars[name];
    return isSet(value) ? [[name, value]] : [];
  });
  const [first, ...others] = given;
  const unlike = others.find(([, value]) => plain(value) !== plain(first?.[1]));
  if (first !== undefined && unlike !== undefined)
    reader.problems.push(`${first[0]} and ${unlike[0]} differ: keep one`);
  return first;
}

const plain = (value: unknown): string =>
  value instanceof Secret ? value.reveal() : JSON.stringify(value);

/** Templates come with a later version; until then they would go to the device as they stand. */
function isTemplate(reader: VarReader, name: string, value: string): boolean {
  const isOne = value.includes('{{') || value.includes('{%');
  if (isOne) reader.problems.push(`${name} is a template, which is not supported yet`);
  return isOne;
}

export function text(reader: VarReader, names: readonly string[]): string | undefined {
  const [name, value] = only(reader, names) ?? [];
  if (name === undefined || value === undefined) return undefined;
  if (typeof value !== 'string') reader.problems.push(`${name} must be a text`);
  else if (!isTemplate(reader, name, value)) return value;
  return undefined;
}

export function secret(reader: VarReader, names: readonly string[]): Secret | undefined {
  const [name, value] = only(reader, names) ?? [];
  if (name === undefined || value === undefined) return undefined;
  if (!(value instanceof Secret) && typeof value !== 'string') {
    reader.problems.push(`${name} must be a text`);
    return undefined;
  }
  const kept = value instanceof Secret ? value : new Secret(value);
  if (kept.reveal() === '' || isTemplate(reader, name, kept.reveal())) return undefined;
  return kept;
}

/** Digits in quotes are a number as well. */
export function whole(
  reader: VarReader,
  names: readonly string[],
  max: number,
): number | undefined {
  const [name, value] = only(reader, names) ?? [];
  if (name === undefined) return undefined;
  const isDigits = typeof value === 'string' && /^\d+$/.test(value);
  const number = typeof value === 'number' || isDigits ? Number(value) : NaN;
  if (Number.isInteger(number) && number >= 1 && number <= max) return number;
  reader.problems.push(`${name} must be a whole number from 1 to ${String(max)}`);
  return undefined;
}

/** As Ansible's `boolean` filter; undefined for what is neither. */
export function truth(value: Value | undefined): boolean | undefined {
  const word = value === undefined ? '' : plain(value).replaceAll('"', '').toLowerCase();
  if (['true', 'yes', 'on', '1', 'y', 't'].includes(word)) return true;
  return ['false', 'no', 'off', '0', 'n', 'f'].includes(word) ? false : undefined;
}

/** A var that is True or False; absent is undefined. */
export function flag(reader: VarReader, name: string): boolean | undefined {
  const value = reader.vars[name];
  if (!isSet(value)) return undefined;
  const read = truth(value);
  if (read === undefined) reader.problems.push(`${name} must be True or False`);
  return read;
}

/** One word of a list. */
export function choice<T extends string>(
  reader: VarReader,
  name: string,
  values: readonly T[],
): T | undefined {
  const value = reader.vars[name];
  if (!isSet(value)) return undefined;
  const chosen = values.find((one) => one === value);
  if (chosen === undefined) reader.problems.push(`${name} must be one of ${values.join(', ')}`);
  return chosen;
}
