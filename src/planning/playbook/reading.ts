import type { Json } from '../../model/json.ts';
import type { Vars } from '../../model/params.ts';
import { asValue } from '../inventory/secret-vars.ts';
import { nearest } from '../nearest.ts';

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

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reports keys that are not among the known ones; `instead` says what to write for those of Ansible's. */
export function checkKeys(
  reading: Reading,
  { at, value, what }: { readonly at: YamlPath; readonly value: Mapping; readonly what: string },
  keys: { readonly known: readonly string[]; readonly instead: Readonly<Record<string, string>> },
): void {
  for (const key of Object.keys(value)) {
    if (keys.known.includes(key)) continue;
    const instead = Object.hasOwn(keys.instead, key) ? `: ${keys.instead[key] ?? ''}` : '';
    const guess = instead === '' ? nearest(key, keys.known) : '';
    reading.report([...at, key], `${key} is no key of a ${what} here${instead}${guess}`);
  }
}

export function readName(reading: Reading, value: unknown, at: YamlPath): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  reading.report(at, 'name must be a text: it is what an operator reads');
  return '';
}

/** YAML 1.1's words as well, which Ansible's playbooks are full of. */
export function readFlag(reading: Reading, value: unknown, at: YamlPath): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (['yes', 'on', 'true'].includes(word)) return true;
  if (!['no', 'off', 'false'].includes(word)) reading.report(at, 'write true or false');
  return false;
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;
export const isIdentifier = (text: string): boolean => IDENTIFIER.test(text);

/** A mapping of vars or of a step's arguments. Nothing at all is an empty one. */
export function readVarsAt(reading: Reading, value: unknown, at: YamlPath): Vars {
  if (value === undefined || value === null || value === '') return {};
  if (!isMapping(value)) {
    reading.report(at, 'write a mapping of names and values');
    return {};
  }
  const entries = Object.entries(value).map(([name, given]) => {
    if (!isIdentifier(name)) reading.report([...at, name], `"${name}" can't be the name of a var`);
    if (hasTemplate(given))
      reading.report([...at, name], 'templates ({{ … }}) are not supported yet: write the value');
    return [name, asValue(name, given as Json, plain(given))] as const;
  });
  return Object.fromEntries(entries);
}

const hasTemplate = (value: unknown): boolean => /\{\{|\{%/.test(JSON.stringify(value));

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
