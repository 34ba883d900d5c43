import type { Json } from '../../model/json.ts';
import type { Value, Vars } from '../../model/params.ts';
import {
  isFalsy,
  keyText,
  toJson,
  type YamlEntry,
  type YamlNode,
  type YamlVault,
} from '../yaml/node.ts';
import { isSurprise } from '../yaml/plain-scalar.ts';
import { LineProblem } from './problem.ts';
import { asValue, isSecretName } from './secret-vars.ts';
import { valueWarnings, type Warn } from './warnings.ts';

/** Makes the text of an encrypted value. @throws LineProblem */
export type OpenVault = (vault: YamlVault) => Json;

interface Reading {
  readonly warn: Warn;
  readonly openVault: OpenVault;
}

/** The vars of a file in group_vars/ or host_vars/. What is empty holds none. @throws LineProblem */
export function varsOf(root: YamlNode | null, reading: Reading): Vars {
  if (root === null || isFalsy(root)) return {};
  if (root.kind === 'map')
    return Object.fromEntries(root.entries.map((entry) => varOf(entry, reading)));
  throw new LineProblem(
    'a file of vars is a mapping, this is none',
    'Write one `name: value` a line.',
    root.line,
  );
}

/** One var of a YAML or JSON file, with its warnings. @throws LineProblem */
export function varOf({ key, value }: YamlEntry, reading: Reading): readonly [string, Value] {
  const name = keyText(key);
  const json = toJson(value, reading.openVault);
  if (value.kind !== 'scalar') return [name, asValue(name, json, JSON.stringify(json))];
  const { written, line } = value;
  for (const says of valueWarnings({ name, written, isHostLine: true, literal: json }))
    reading.warn(says, line);
  const isSecret = isSecretName(name);
  if (!isSecret && typeof json === 'number' && isSurprise(written))
    reading.warn(`${name}: ${written} is the number ${String(json)} in YAML: quote it`, line);
  return [name, isSecret && json === null ? null : asValue(name, json, written)];
}
