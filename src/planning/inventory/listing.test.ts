import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { YamlNode } from '../yaml/node.ts';
import { jsonTree } from '../yaml/json-tree.ts';
import { finishDraft, newDraft } from './draft.ts';
import { inventoryJson } from './dump.ts';
import type { Inventory } from './inventory.ts';
import { readListing } from './listing.ts';

const read = (
  text: string,
  varsOfHost: (name: string) => YamlNode | null = (name) => {
    throw new Error(`--host ${name} is asked for`);
  },
): Inventory => {
  const draft = newDraft();
  const warnings: string[] = [];
  const warn = (says: string): void => {
    warnings.push(says);
  };
  readListing({ draft, warn, openVault: () => 'opened', varsOfHost }, jsonTree(text));
  return finishDraft(draft, warnings);
};
const refuses = (text: string, message: string): void => {
  assert.throws(() => read(text), { name: 'LineProblem', message }, text);
};

describe('what an executable inventory prints', () => {
  it('is groups, and the vars of hosts in _meta', () => {
    const inventory = read(
      '{"web": {"hosts": ["a", "b"], "vars": {"x": 1}, "children": ["db"]}, "db": ["c"], "_meta": {"hostvars": {"a": {"y": 2}, "z": {}}}}',
    );
    assert.deepEqual(inventoryJson(inventory), {
      _meta: { hostvars: { a: { x: 1, y: 2 }, b: { x: 1 }, c: { x: 1 } } },
      all: { children: ['ungrouped', 'web'] },
      db: { hosts: ['c'] },
      web: { children: ['db'], hosts: ['a', 'b'] },
    });
  });

  it('asks for each host where it has no hostvars', () => {
    const asked: string[] = [];
    const inventory = read('{"web": ["a", "b", "a"], "_meta": {}}', (name) => {
      asked.push(name);
      return name === 'a' ? jsonTree('{"x": 1}') : null;
    });
    assert.deepEqual(asked, ['a', 'b']);
    assert.deepEqual(inventory.hosts.get('a')?.vars, { x: 1 });
  });

  it('is a host with its vars where it names neither hosts nor vars nor children', () => {
    const inventory = read('{"web": {"x": 1}, "_meta": {"hostvars": {}}}');
    assert.deepEqual(inventory.groups.get('web')?.hosts, ['web']);
    assert.deepEqual(inventory.groups.get('web')?.vars, { x: 1 });
  });

  it('takes the keys of an object for names of children', () => {
    const inventory = read('{"web": {"children": {"a": {}, "no-name": 1}}}');
    assert.deepEqual(inventory.groups.get('web')?.children, ['a', 'no-name']);
  });

  it('is refused where Ansible refuses it', () => {
    refuses('[]', 'the script prints no JSON object');
    refuses('{"": []}', 'the name of a group is empty');
    refuses('{"a": "b"}', 'the hosts of a are no list');
    refuses('{"a": {"hosts": {"b": {}}}}', 'the hosts of a are no list');
    refuses('{"a": [1]}', 'a host of a has no text for a name');
    refuses('{"a": {"vars": []}}', 'the vars of a are no object');
    refuses('{"a": {"children": 1}}', 'the children of a are no list');
    refuses('{"a": {"children": [""]}}', 'a child of a has no text for a name');
    refuses('{"_meta": 1}', '_meta is no object');
    refuses('{"a": ["b"], "_meta": {"hostvars": []}}', 'hostvars is no object');
    refuses('{"a": ["b"], "_meta": {"hostvars": {"b": 1}}}', 'the vars of b are no object');
    refuses('{"a": {"children": ["a"]}}', 'the group a is its own child');
  });
});
