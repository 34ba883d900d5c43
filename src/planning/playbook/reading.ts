import type { Json } from '../../model/json.ts';
import type { Value, Vars } from '../../model/params.ts';
import { asValue } from '../inventory/secret-vars.ts';
import { nearest } from '../nearest.ts';
import type { InsteadTable, KeyTable } from './keys.ts';

/** Where a value lies in the playbook: `[0, 'tasks', 2, 'name']`. */
export type YamlPath = readonly (string | number)[];
export type LineOf = (
  path: YamlPath,
) => { readonly line: number; readonly column: number } | undefined;

/** What is wrong is gathered, so that all of it is told at once. */
export interface Reading {
  readonly report: (path: YamlPath, says: string) => void;
}

export type Mapping = Readonly<Record<string, unknown>>;

export interface Located {
  readonly value: Mapping;
  readonly at: YamlPath;
}

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reports keys that are not among the known ones; `instead` says what to write for those of Ansible's. */
export function checkKeys(
  reading: Reading,
  { at, value, what }: Located & { readonly what: string },
  keys: { readonly known: KeyTable; readonly instead: InsteadTable },
): void {
  for (const key of Object.keys(value))
    if (!Object.hasOwn(keys.known, key)) reading.report([...at, key], unknownKey(key, what, keys));
}

export function unknownKey(
  key: string,
  what: string,
  { known, instead }: { readonly known: KeyTable; readonly instead: InsteadTable },
): string {
  if (Object.hasOwn(instead, key))
    return `${key} is no key of a ${what} here: ${instead[key] ?? ''}`;
  return `${key} is no key of a ${what} here${nearest(key, Object.keys(known))}`;
}

export function readText(reading: Reading, value: unknown, at: YamlPath): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && value.trim() !== '') return value;
  reading.report(at, `${lastOf(at)} must be a text`);
  return null;
}

/** YAML 1.1's words as well, which Ansible's playbooks are full of. Null where nothing is said. */
export function readFlag(reading: Reading, value: unknown, at: YamlPath): boolean | null {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (['yes', 'on', 'true'].includes(word)) return true;
  if (['no', 'off', 'false'].includes(word)) return false;
  const isTemplate = hasTemplate(value);
  reading.report(at, `${lastOf(at)}: write true or false${isTemplate ? ', not a template' : ''}`);
  return null;
}

/** A number that is not negative; null where nothing is said. */
export function readNumber(reading: Reading, value: unknown, at: YamlPath): number | null {
  if (value === undefined) return null;
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && /^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  reading.report(at, `${lastOf(at)} must be a number`);
  return null;
}

/** One text or a list of them. */
export function readTexts(reading: Reading, value: unknown, at: YamlPath): readonly string[] {
  if (value === undefined || value === null) return [];
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = given.map((each) =>
    typeof each === 'string' || typeof each === 'number' ? String(each) : null,
  );
  const good = texts.filter((each) => each !== null).map((each) => each.trim());
  if (good.length === texts.length && good.every((each) => each !== '' && !hasTemplate(each)))
    return good;
  reading.report(at, `${lastOf(at)} must be a name, or a list of names, without templates`);
  return [];
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;
export const isIdentifier = (text: string): boolean => IDENTIFIER.test(text);

/** The name of a var; null where nothing is said. */
export function readVarName(reading: Reading, value: unknown, at: YamlPath): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && isIdentifier(value)) return value;
  reading.report(at, `${lastOf(at)} must be the name of a var`);
  return null;
}

/** A mapping of vars or of a step's arguments. Nothing at all is an empty one. */
export function readVarsAt(reading: Reading, value: unknown, at: YamlPath): Vars {
  if (value === undefined || value === null || value === '') return {};
  if (!isMapping(value)) {
    reading.report(at, 'write a mapping of names and values');
    return {};
  }
  const entries = Object.entries(value).map(([name, given]) => {
    if (!isIdentifier(name)) reading.report([...at, name], `"${name}" can't be the name of a var`);
    return [name, valueOf(name, given)] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * A password that is written out is a secret from here on; a template becomes what its vars are. A URL may hold both: who
 * reads it renders it.
 */
const valueOf = (name: string, given: unknown): Value =>
  hasTemplate(given) && name !== 'stem_proxy'
    ? (given as Json)
    : asValue(name, given as Json, plain(given));

export const hasTemplate = (value: unknown): boolean =>
  typeof value === 'string'
    ? /\{\{|\{%/.test(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(hasTemplate);

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

const lastOf = (at: YamlPath): string => at.findLast((part) => typeof part === 'string') ?? 'it';
