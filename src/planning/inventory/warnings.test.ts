import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addGroup, addHost, newDraft } from './draft.ts';
import { groupWarnings, hostLineWarnings, nameWarnings, valueWarnings } from './warnings.ts';

const line = (more: Partial<Parameters<typeof hostLineWarnings>[0]>): readonly string[] =>
  hostLineWarnings({ pattern: 'web', names: ['web'], port: null, cut: null, ...more });
const value = (text: string, more: Partial<Parameters<typeof valueWarnings>[0]> = {}) => {
  const [name = '', written = ''] = text.split(/=(.*)/s);
  return valueWarnings({ name, written, isHostLine: false, literal: undefined, ...more });
};

describe('warnings of names', () => {
  it('are for groups that Jinja could not name', () => {
    for (const name of ['web', 'web_1', '_x', 'büro']) assert.deepEqual(groupWarnings(name), []);
    for (const name of ['web-1', '1web', 'a.b'])
      assert.deepEqual(groupWarnings(name), [
        `the group ${name} has other characters in its name than letters, digits and _`,
      ]);
  });

  it('are for a name that is a group and a host', () => {
    const draft = newDraft();
    addGroup(draft, 'web');
    addHost(draft, 'web', { group: 'ungrouped', port: 0 });
    addHost(draft, 'db', { group: 'ungrouped', port: 0 });
    assert.deepEqual(nameWarnings(draft, 'fleet.ini'), [
      'fleet.ini: web is both a group and a host: its vars go to the group',
    ]);
  });
});

describe('warnings of host lines', () => {
  it('are none for a usual one', () => {
    assert.deepEqual(line({ port: 22 }), []);
  });

  it('are one for each oddity', () => {
    const noPort = (port: number): string =>
      `${String(port)} is no port: it must be from 1 to 65535`;
    assert.deepEqual(line({ port: 0 }), [noPort(0)]);
    assert.deepEqual(line({ port: 65_536, names: [] }), [
      'the range in web gives no host',
      noPort(65_536),
    ]);
    assert.deepEqual(line({ pattern: 'we b' }), [
      '"we b" is taken as one name, though it is no usual one',
    ]);
    assert.match(line({ cut: 'x#y' })[0] ?? '', /^a # cuts the word before it/);
  });
});

describe('warnings of values', () => {
  it('are for words and numbers that stay texts', () => {
    assert.deepEqual(value('a=yes'), ['a=yes is a text: write True or False']);
    assert.deepEqual(value('a=True', { literal: true }), []);
    assert.deepEqual(value('a=12345678901234567890', { literal: '12345678901234567890' }), [
      'a=12345678901234567890 has too many digits for a number: it stays a text',
    ]);
  });

  it('are for ports that are none, by either name', () => {
    const warning = ['0 is no port: it must be from 1 to 65535'];
    assert.deepEqual(value('ansible_port=0'), warning);
    assert.deepEqual(value('ansible_ssh_port=0'), warning);
    assert.deepEqual(value('ansible_port=65535'), []);
    assert.deepEqual(value('other_port=0'), []);
  });

  it('are for a # that is part of the value, which on a host line it is not', () => {
    const warning = ['the value of a goes on behind the #'];
    assert.deepEqual(value('a=x # y'), warning);
    assert.deepEqual(value('a=x#y'), []);
    assert.deepEqual(value('a=x # y', { isHostLine: true }), []);
    assert.deepEqual(value("a='x # y'", { literal: 'x # y' }), []);
  });

  it('never tell the value of a secret', () => {
    const all = [
      ...value('ansible_password=31337', { literal: 31_337 }),
      ...value('ansible_password=yes'),
      ...value('ansible_become_pass=31337 # x'),
    ];
    assert.deepEqual(all, [
      'ansible_password looks like a number or a list: it is taken as written, Ansible converts it',
      'the value of ansible_become_pass goes on behind the #',
    ]);
  });
});
