import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toJson } from '../../planning/yaml/node.ts';
import { readTree } from './read-tree.ts';

const value = (text: string): unknown => {
  const tree = readTree(text);
  return tree === null ? undefined : toJson(tree, ({ envelope }) => `opened ${envelope}`);
};
const refuses = (text: string, message: string | RegExp, line: number): void => {
  assert.throws(() => value(text), { name: 'LineProblem', message, line }, text);
};

/** Each value is what ansible-core 2.14 makes of the text. */
describe('YAML as Ansible reads it', () => {
  it('means YAML 1.1 by scalars without quotes', () => {
    assert.deepEqual(value('a: yes\nb: 012\nc: 12:30\nd: 1e3\ne: ~\nf:\n"g": "012"\nh: |\n  x\n'), {
      ...{ a: true, b: 10, c: 750, d: '1e3', e: null, f: null, g: '012', h: 'x\n' },
    });
  });

  it('is JSON first, where it is both', () => {
    assert.deepEqual(value('{"a": 1e3, "b": "\\/"}'), { a: 1000, b: '/' });
    assert.deepEqual(value('{"a": 1e3, b: c}'), { a: '1e3', b: 'c' });
  });

  it('has aliases, merges and doubled keys', () => {
    assert.deepEqual(
      value('x: &x {p: 1, q: 2}\ny:\n  <<: *x\n  q: 3\nz:\n  <<: [{p: 9}, *x]\nd: 1\nd: 2\n'),
      { x: { p: 1, q: 2 }, y: { p: 1, q: 3 }, z: { p: 9, q: 2 }, d: 2 },
    );
  });

  it('has tags', () => {
    assert.deepEqual(
      value(
        'a: !!str 012\nb: !!int "12"\nc: !unsafe "{x}"\nd: !!float 1\ne: ! 5\nf: !!null x\ng: !!bool "yes"',
      ),
      { a: '012', b: 12, c: '{x}', d: 1, e: 5, f: null, g: true },
    );
    assert.deepEqual(value('a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  61\n'), {
      a: 'opened $ANSIBLE_VAULT;1.1;AES256\n61\n',
    });
  });

  it('holds nothing where it is empty', () => {
    for (const text of ['', '# only a comment\n', '---\n', '~', 'null'])
      assert.equal(value(text), undefined, text);
  });

  it('is refused with the line', () => {
    refuses('a: 1\nb: [1\n', /^it is no YAML: /, 3);
    refuses('a: 1\nb: *none\n', /^it is no YAML: |^the alias names no anchor$/, 2);
    refuses('a: &a 1\nb: &a 2', 'the anchor &a is there twice', 2);
    refuses('a: &a [*a]', 'the alias is inside what it names', 1);
    refuses('a: 1\n? [x]\n: y', 'a key is a text or a number', 2);
    refuses('a: 1\nb: !!python/none x', /^the tag .*python\/none is not understood here$/, 2);
    refuses('a: !!int x', /^the tag .*int is not understood here$/, 1);
    refuses(
      'a: !unsafe "{{ x }}"',
      'a text with {{ or {% in it can not be marked as unsafe here',
      1,
    );
    refuses('\na: !x [1]', 'the tag !x is not understood', 2);
    refuses('\na: 2023-02-30', '2023-02-30 is no date', 2);
    refuses('a:\n  <<: 1', '<< takes a mapping or a list of them', 2);
    refuses('--- 1\n--- 2\n', /^it is no YAML: /, 2);
  });
});
