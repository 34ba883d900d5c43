import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostsOf, type Inventory } from './inventory.ts';

/** `web: a b > site`: a group, its hosts, its children. */
const inventoryOf = (...lines: readonly string[]): Inventory => {
  const groups = lines.map((line) => {
    const [, name = '', hosts = '', children = ''] = /^(\w+):([^>]*)>?(.*)$/.exec(line) ?? [];
    const words = (text: string): readonly string[] =>
      text.split(' ').filter((word) => word !== '');
    const group = { name, hosts: words(hosts), children: words(children) };
    return [name, { ...group, vars: {}, depth: 0, priority: 1 }] as const;
  });
  return { groups: new Map(groups), hosts: new Map(), besides: [], play: [], warnings: [] };
};

describe('the hosts of a group', () => {
  const tree = inventoryOf('top: t > left right', 'left: l > deep', 'right: r l', 'deep: d');

  it('are its own, then those of its children, level by level', () => {
    assert.deepEqual(hostsOf(tree, 'top'), ['t', 'l', 'r', 'd']);
    assert.deepEqual(hostsOf(tree, 'left'), ['l', 'd']);
  });

  it('are none of a group that there is not', () => {
    assert.deepEqual(hostsOf(tree, 'nobody'), []);
  });

  it('are each named once, also by two ways and in a circle', () => {
    const circle = inventoryOf('a: x > b', 'b: x y > a');
    assert.deepEqual(hostsOf(circle, 'a'), ['x', 'y']);
  });
});
