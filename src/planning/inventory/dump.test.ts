import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostJson, inventoryGraph, inventoryJson } from './dump.ts';
import { parseInventory } from './parse-ini.ts';

const fleet = parseInventory(
  [
    ...['alone', '[web]', 'web1 x=1 ansible_password=geheim groups=no', 'web2', '[empty]'],
    ...['[site:children]', 'web', '[all:vars]', "y={'b': None, 'a': 2}"],
  ].join('\n'),
  'fleet.ini',
);

describe('an inventory for people and programs', () => {
  it('is what `ansible-inventory --list` prints, without secrets', () => {
    const y = { a: 2, b: null };
    assert.deepEqual(inventoryJson(fleet), {
      _meta: {
        hostvars: {
          alone: { y },
          web1: { ansible_password: '[secret]', x: 1, y },
          web2: { y },
        },
      },
      all: { children: ['ungrouped', 'empty', 'site'] },
      site: { children: ['web'] },
      ungrouped: { hosts: ['alone'] },
      web: { hosts: ['web1', 'web2'] },
    });
  });

  it('has no vars where a host has none', () => {
    const bare = parseInventory('h', 'fleet.ini');
    assert.deepEqual(inventoryJson(bare), {
      _meta: { hostvars: {} },
      all: { children: ['ungrouped'] },
      ungrouped: { hosts: ['h'] },
    });
    assert.deepEqual(hostJson(bare, 'nobody'), {});
  });

  it('has the vars of groups and hosts where they are asked for, without secrets', () => {
    const ini =
      '[web]\na color=red ansible_password=x\n[web:vars]\nz=[1, "x"]\n[all:vars]\nw=True\n';
    const text = inventoryGraph(parseInventory(ini, 'f.ini'), 'all', JSON.stringify);
    assert.deepEqual(text.split('\n'), [
      '@all:',
      '  |--@ungrouped:',
      '  |--@web:',
      '  |  |--a',
      '  |  |  |--{ansible_password = "[secret]"}',
      '  |  |  |--{color = "red"}',
      '  |  |  |--{w = true}',
      '  |  |  |--{z = [1,"x"]}',
      '  |  |--{z = [1,"x"]}',
      '  |--{w = true}',
    ]);
  });

  it('is what `ansible-inventory --graph` prints', () => {
    const graph = [
      '@all:',
      '  |--@ungrouped:',
      '  |  |--alone',
      '  |--@empty:',
      '  |--@site:',
      '  |  |--@web:',
      '  |  |  |--web1',
      '  |  |  |--web2',
    ];
    assert.equal(inventoryGraph(fleet), graph.join('\n'));
    assert.equal(inventoryGraph(fleet, 'web'), '@web:\n  |--web1\n  |--web2');
  });
});
