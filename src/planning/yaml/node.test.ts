import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonTree } from './json-tree.ts';
import { childOf, isFalsy, keyText, toJson, type YamlMap, type YamlNode } from './node.ts';

const closed = (): never => {
  throw new Error('nothing is encrypted here');
};
const mapOf = (text: string): YamlMap => {
  const node = jsonTree(text);
  assert.equal(node.kind, 'map');
  return node;
};

describe('a tree of YAML or JSON', () => {
  it('becomes plain values', () => {
    const text = '{"a": [1, true, null, {"b": "c"}], "10": 2}';
    assert.deepEqual(toJson(jsonTree(text), closed), JSON.parse(text));
  });

  it('finds what a key holds, and keeps the order of keys that look like numbers', () => {
    const map = mapOf('{"b": 1, "10": 2, "2": 3}');
    assert.deepEqual(
      map.entries.map(({ key }) => keyText(key)),
      ['b', '10', '2'],
    );
    assert.equal(childOf(map, '10')?.kind, 'scalar');
    assert.equal(childOf(map, 'c'), undefined);
  });

  it('is false where Python says so', () => {
    for (const text of ['null', 'false', '0', '""', '[]', '{}'])
      assert.equal(isFalsy(jsonTree(text)), true, text);
    for (const text of ['true', '1', '"0"', '[0]', '{"a": 0}'])
      assert.equal(isFalsy(jsonTree(text)), false, text);
  });

  it('has its encrypted texts opened by whoever can, and is never falsy there', () => {
    const vault: YamlNode = { kind: 'vault', envelope: '$ANSIBLE_VAULT;1.1', line: 3 };
    assert.equal(isFalsy(vault), false);
    assert.deepEqual(
      toJson({ kind: 'list', items: [vault], line: 1 }, ({ line }) => `opened ${String(line)}`),
      ['opened 3'],
    );
  });

  it('shares what is aliased, so that a small file stays small', () => {
    let node: YamlNode = { kind: 'list', items: [], line: 1 };
    for (let depth = 0; depth < 60; depth += 1)
      node = { kind: 'list', items: [node, node], line: 1 };
    const value = toJson(node, closed) as readonly unknown[];
    assert.equal(value[0], value[1]);
  });
});
