import type { Json } from '../../model/json.ts';

export type Scalar = null | boolean | number | string;

/** A piece of YAML or JSON, with the line where it begins. Keys keep their order and their kind, which objects lose. */
export type YamlNode = YamlScalar | YamlMap | YamlList | YamlVault;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: Scalar;
  /** As it stands in the file: `012` is the number 10 to YAML. */
  readonly written: string;
  readonly line: number;
}

export interface YamlMap {
  readonly kind: 'map';
  /** Each key once. */
  readonly entries: readonly YamlEntry[];
  readonly line: number;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly line: number;
}

/** A value that `ansible-vault encrypt_string` made: the lines of its envelope. */
export interface YamlVault {
  readonly kind: 'vault';
  readonly envelope: string;
  readonly line: number;
}

/** What a map holds under a key, undefined where it has none. */
export const childOf = (map: YamlMap, name: string): YamlNode | undefined =>
  map.entries.find(({ key }) => key.value === name)?.value;

/** A key as JSON and Jinja see it. */
export const keyText = ({ value }: YamlScalar): string => String(value);

/** What Python takes for false: null, false, 0, and what is empty. */
export function isFalsy(node: YamlNode): boolean {
  switch (node.kind) {
    case 'scalar':
      return !node.value;
    case 'map':
      return node.entries.length === 0;
    case 'list':
      return node.items.length === 0;
    case 'vault':
      return false;
  }
}

/** The plain value. `open` makes the text of an encrypted one. Aliased pieces are shared, so that no file can blow it up. */
export function toJson(node: YamlNode, open: (vault: YamlVault) => Json): Json {
  const known = new Map<YamlNode, Json>();
  const convert = (each: YamlNode): Json => {
    const seen = known.get(each);
    if (seen !== undefined) return seen;
    const value = one(each);
    known.set(each, value);
    return value;
  };
  const one = (each: YamlNode): Json => {
    switch (each.kind) {
      case 'scalar':
        return each.value;
      case 'list':
        return each.items.map(convert);
      case 'vault':
        return open(each);
      case 'map':
        return Object.fromEntries(
          each.entries.map(({ key, value }) => [keyText(key), convert(value)]),
        );
    }
  };
  return convert(node);
}
