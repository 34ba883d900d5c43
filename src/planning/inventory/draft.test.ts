import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  addChild,
  addGroup,
  addHost,
  finishDraft,
  newDraft,
  setVariable,
  type Draft,
} from './draft.ts';
import type { Inventory } from './inventory.ts';

/** A draft with these groups, each `parent/child` hung up, each `group:host` named. */
const draftOf = (...words: readonly string[]): Draft => {
  const draft = newDraft();
  for (const word of words) {
    const [group = '', host] = word.split(':');
    const [parent = '', child] = group.split('/');
    for (const name of [parent, child]) if (name !== undefined) addGroup(draft, name);
    if (child !== undefined) addChild(draft, parent, child);
    if (host !== undefined) addHost(draft, host, { group, port: 0 });
  }
  return draft;
};
const finished = (...words: readonly string[]): Inventory => finishDraft(draftOf(...words), []);
const groupsOf = (inventory: Inventory, host: string): unknown => inventory.hosts.get(host)?.groups;
const depths = ({ groups }: Inventory): unknown =>
  Object.fromEntries([...groups].map(([name, { depth }]) => [name, depth]));

describe('an inventory while it is read', () => {
  it('takes a host out of what is above `ungrouped`, where it is elsewhere', () => {
    const inventory = finished('x/y', 'y/ungrouped', 'ungrouped:h', 'p:h', 'ungrouped:alone');
    assert.deepEqual(groupsOf(inventory, 'h'), ['p']);
    const held = finished('x/ungrouped', 'x/p', 'ungrouped:h', 'p:h');
    assert.deepEqual(groupsOf(held, 'h'), ['x', 'p']);
  });

  it('begins with `all` above `ungrouped`', () => {
    const { groups } = finishDraft(newDraft(), ['w']);
    assert.deepEqual([...groups.keys()], ['all', 'ungrouped']);
    assert.deepEqual(groups.get('all')?.children, ['ungrouped']);
  });

  it('hangs groups without a parent below `all`', () => {
    const { groups } = finished('p/c', 'x');
    assert.deepEqual(groups.get('all')?.children, ['ungrouped', 'p', 'x']);
  });

  it('counts depths along the longest way, also when a parent gets one later', () => {
    const all = { all: 0, ungrouped: 1 };
    assert.deepEqual(depths(finished('all/a', 'a/b', 'b/c', 'a/c')), { ...all, a: 1, b: 2, c: 3 });
    assert.deepEqual(depths(finished('b/c', 'a/b', 'all/a')), { ...all, a: 1, b: 2, c: 3 });
  });

  it('sorts the groups of a host by depth, priority and name', () => {
    const draft = draftOf('z/deep', 'deep:h', 'b:h', 'a:h', 'c:h');
    setVariable(draft, 'a', ['ansible_group_priority', ' 1_0 ']);
    assert.deepEqual(groupsOf(finishDraft(draft, []), 'h'), ['b', 'c', 'z', 'a', 'deep']);
  });

  it('has a host in `ungrouped` just when it is nowhere else', () => {
    const inventory = finished('ungrouped:h', 'all:k', 'web:h');
    assert.deepEqual(inventory.groups.get('ungrouped')?.hosts, ['k']);
    assert.deepEqual(groupsOf(inventory, 'h'), ['web']);
    assert.deepEqual(groupsOf(inventory, 'k'), ['ungrouped']);
  });
});

describe('what a line of an inventory may not do', () => {
  const cases: readonly (readonly [message: string, work: () => void])[] = [
    ['the name of the host is empty', () => draftOf('web:')],
    ['the group a is its own child', () => draftOf('a/a')],
    [
      'the group a would be below itself: it has c among its children',
      () => draftOf('a/b', 'b/c', 'c/a'),
    ],
    ...['', 'x', '1.5', 'NaN', null, [1]].map(
      (value) =>
        [
          'ansible_group_priority must be a whole number',
          () => {
            setVariable(draftOf('a'), 'a', ['ansible_group_priority', value]);
          },
        ] as const,
    ),
  ];
  for (const [message, work] of cases)
    it(`is refused: ${message}`, () => {
      assert.throws(work, { name: 'LineProblem', message });
    });
});

describe('the vars of a draft', () => {
  it('keep the port of the line that named the host first', () => {
    const draft = draftOf('web');
    for (const port of [22, 23]) addHost(draft, 'h', { group: 'web', port });
    assert.deepEqual(finishDraft(draft, []).hosts.get('h')?.vars, { ansible_port: 22 });
  });

  it('go to the group where a host has its name, and to nobody without an owner', () => {
    const draft = draftOf('web:web');
    setVariable(draft, 'web', ['x', 1]);
    setVariable(draft, 'nobody', ['x', 1]);
    const { groups, hosts } = finishDraft(draft, []);
    assert.deepEqual(groups.get('web')?.vars, { x: 1 });
    assert.deepEqual(hosts.get('web')?.vars, {});
  });

  it('have no ansible_group_priority of a group, which is its priority', () => {
    const draft = draftOf('a:h');
    setVariable(draft, 'a', ['ansible_group_priority', 2.7]);
    setVariable(draft, 'h', ['ansible_group_priority', 3]);
    const { groups, hosts } = finishDraft(draft, []);
    assert.deepEqual([groups.get('a')?.priority, groups.get('a')?.vars], [2, {}]);
    assert.deepEqual(hosts.get('h')?.vars, { ansible_group_priority: 3 });
  });
});
