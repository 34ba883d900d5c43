import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '../../model/secret.ts';
import {
  checkKeys,
  isIdentifier,
  isMapping,
  readFlag,
  readName,
  readVarsAt,
  type Reading,
} from './reading.ts';

/** What `work` gives and, as `path: text`, what it reports. */
function read<T>(work: (reading: Reading) => T): readonly [T, ...string[]] {
  const said: string[] = [];
  const value = work({ report: (path, says) => void said.push(`${path.join('.')}: ${says}`) });
  return [value, ...said];
}

describe('reading a playbook', () => {
  it('tells keys that it does not know, with what to write instead or the nearest one', () => {
    const value = { name: 1, nmae: 2, loop: 3, toString: 4 };
    const keys = { known: ['name'], instead: { loop: 'write a task for each item' } };
    const [, ...said] = read((reading) => {
      checkKeys(reading, { at: [0, 'tasks'], value, what: 'task' }, keys);
    });
    assert.deepEqual(said, [
      '0.tasks.nmae: nmae is no key of a task here. Did you mean "name"?',
      '0.tasks.loop: loop is no key of a task here: write a task for each item',
      '0.tasks.toString: toString is no key of a task here',
    ]);
  });

  it('takes a name that is a text with something in it', () => {
    assert.deepEqual(
      read((reading) => readName(reading, 'Lock', [])),
      ['Lock'],
    );
    for (const value of ['', ' ', 7, undefined])
      assert.deepEqual(
        read((reading) => readName(reading, value, [0])),
        ['', '0: name must be a text: it is what an operator reads'],
      );
  });

  const flags: readonly (readonly [value: unknown, flag: boolean, ...said: string[]])[] = [
    [undefined, false],
    [true, true],
    ['Yes', true],
    ['on', true],
    ['OFF', false],
    ['no', false],
    ['1', false, 'x: write true or false'],
    [1, false, 'x: write true or false'],
    [null, false, 'x: write true or false'],
  ];
  for (const [value, ...flag] of flags)
    it(`reads the flag ${String(value)} as ${flag.join(', and says ')}`, () => {
      assert.deepEqual(
        read((reading) => readFlag(reading, value, ['x'])),
        flag,
      );
    });

  it('knows mappings and names of vars', () => {
    assert.deepEqual([{}, [], null, 'x'].map(isMapping), [true, false, false, false]);
    assert.deepEqual(['a_1', '_', '1a', 'a-b', ''].map(isIdentifier), [
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('vars of a playbook', () => {
  it('are a mapping, or nothing', () => {
    for (const nothing of [undefined, null, ''])
      assert.deepEqual(
        read((reading) => readVarsAt(reading, nothing, [])),
        [{}],
      );
    assert.deepEqual(
      read((reading) => readVarsAt(reading, { a: [1], b: null }, [])),
      [{ a: [1], b: null }],
    );
    for (const wrong of [[], 'a=1', 7])
      assert.deepEqual(
        read((reading) => readVarsAt(reading, wrong, ['vars'])),
        [{}, 'vars: write a mapping of names and values'],
      );
  });

  it('have no templates, however deep, and no odd names', () => {
    const [, ...said] = read((reading) =>
      readVarsAt(reading, { 'a-b': 1, c: { d: ['{{ x }}'] }, e: '{% if %}', f: '{}' }, ['vars']),
    );
    const template = 'templates ({{ … }}) are not supported yet: write the value';
    assert.deepEqual(said, [
      `vars.a-b: "a-b" can't be the name of a var`,
      `vars.c: ${template}`,
      `vars.e: ${template}`,
    ]);
  });

  it('are secrets by their names', () => {
    const [vars] = read((reading) => readVarsAt(reading, { ansible_become_pass: 123 }, []));
    const value = vars['ansible_become_pass'];
    assert.ok(value instanceof Secret);
    assert.equal(value.reveal(), '123');
  });
});
