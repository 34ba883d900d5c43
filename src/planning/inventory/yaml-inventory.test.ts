import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonTree } from '../yaml/json-tree.ts';
import { finishDraft, newDraft } from './draft.ts';
import { inventoryGraph, inventoryJson } from './dump.ts';
import type { Inventory } from './inventory.ts';
import { readYamlInventory } from './yaml-inventory.ts';

/** JSON is YAML: what makes trees of YAML text lives outside of this folder. */
const read = (text: string | null): Inventory => {
  const draft = newDraft();
  const warnings: string[] = [];
  const warn = (says: string, line: number): void => {
    warnings.push(`${String(line)}: ${says}`);
  };
  readYamlInventory(
    { draft, warn, openVault: () => 'opened' },
    text === null ? null : jsonTree(text),
  );
  return finishDraft(draft, warnings);
};
const refuses = (text: string | null, message: string, line: number | null): void => {
  assert.throws(() => read(text), { name: 'LineProblem', message, line }, text ?? 'nothing');
};

describe('a YAML inventory', () => {
  it('has groups with hosts, vars and children', () => {
    const inventory = read(
      '{"all": {"hosts": {"a": {"x": 1}, "w[1:2]:22": null}, "children": {"db": {"hosts": "d", "vars": {"y": [1]}}}}}',
    );
    assert.deepEqual(inventoryJson(inventory), {
      _meta: {
        hostvars: {
          a: { x: 1 },
          d: { y: [1] },
          w1: { ansible_port: 22 },
          w2: { ansible_port: 22 },
        },
      },
      all: { children: ['ungrouped', 'db'] },
      db: { hosts: ['d'] },
      ungrouped: { hosts: ['a', 'w1', 'w2'] },
    });
  });

  it('leaves out what is no group, and says so', () => {
    const inventory = read(
      '{"web": [1],\n"db": {"hosts": {"a": ""},\n"host": {"b": null},\n"vars": null, "x": 1},\n"no-name": null}',
    );
    assert.equal(
      inventoryGraph(inventory),
      '@all:\n  |--@ungrouped:\n  |--@db:\n  |  |--a\n  |--@no-name:',
    );
    assert.deepEqual(inventory.warnings, [
      '1: web is left out: a group is a mapping, this is a list',
      '3: host in db is left out: a group has only hosts, vars and children',
      '4: x in db is left out: a group has only hosts, vars and children',
      '5: the group no-name has other characters in its name than letters, digits and _',
    ]);
  });

  it('takes a host among the children for a member, as Ansible does', () => {
    const inventory = read('{"web": {"hosts": "a"}, "db": {"children": {"a": [1]}}}');
    assert.deepEqual(inventory.groups.get('db')?.hosts, ['a']);
    refuses('{"db": {"children": {\n"a": [1]}}}', 'a is no group', 2);
  });
});

describe('a YAML inventory that Ansible refuses', () => {
  it('is refused with the line', () => {
    refuses(null, 'it is empty YAML', null);
    refuses('{}', 'it is empty YAML', null);
    refuses('\n[1]', 'a YAML inventory is a mapping of groups, this is a list', 2);
    refuses('5', 'a YAML inventory is a mapping of groups, this is a number', 1);
    refuses('{"": null}', 'the name of the group is empty', 1);
    refuses('{"a": {"hosts": ["b"]}}', 'hosts of a is a mapping, this is a list', 1);
    refuses('{"a": {"vars":\n7}}', 'vars of a is a mapping, this is a number', 2);
    refuses('{"a": {"hosts": {"b": "x"}}}', 'the vars of b are a mapping, this is a text', 1);
    refuses(
      '{"a": {"hosts": {\n"b[3:x]": null}}}',
      '[3:x] has neither two numbers nor two letters',
      2,
    );
    refuses('{"a": {"children": {"a": null}}}', 'the group a is its own child', 1);
    refuses(
      '{"a": {"vars": {"ansible_group_priority": "x"}}}',
      'ansible_group_priority must be a whole number',
      1,
    );
    refuses(
      '{"plugin": "aws_ec2"}',
      'it configures an inventory plugin of Ansible, and these are written in Python',
      1,
    );
  });
});
