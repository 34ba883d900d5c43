import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyLoader } from '../../../test/fakes/playbook-loader.ts';
import { Secret } from '../../model/secret.ts';
import { LOOP_CONTROL_KEYS } from './keys.ts';
import {
  checkKeys,
  hasTemplate,
  isIdentifier,
  isMapping,
  readFlag,
  readNumber,
  readText,
  readTexts,
  readVarName,
  readVarsAt,
  type Reading,
  type YamlPath,
} from './reading.ts';

type Reader = (reading: Reading, value: unknown, at: YamlPath) => unknown;

/** What is read, and what is said about it, of a value at `key`. */
const read = (reader: Reader, value: unknown): unknown => {
  const { loader, said } = toyLoader();
  return [reader(loader, value, [0, 'key']), ...said];
};

describe('a value of a playbook', () => {
  it('may be a text', () => {
    assert.deepEqual(read(readText, undefined), [null]);
    assert.deepEqual(read(readText, 'a'), ['a']);
    for (const wrong of ['', ' ', 5, [], null])
      assert.deepEqual(read(readText, wrong), [null, '0.key: key must be a text']);
  });

  it("may be true or false, in YAML 1.1's words as well", () => {
    assert.deepEqual(
      ['yes', 'On', true].flatMap((word) => read(readFlag, word)),
      [true, true, true],
    );
    assert.deepEqual(
      ['no', 'FALSE', false].flatMap((word) => read(readFlag, word)),
      [...[false, false, false]],
    );
    assert.deepEqual(read(readFlag, undefined), [null]);
    assert.deepEqual(read(readFlag, 'maybe'), [null, '0.key: key: write true or false']);
    const template = 'key: write true or false, not a template';
    assert.deepEqual(read(readFlag, '{{ a }}'), [null, `0.key: ${template}`]);
  });

  it('may be a number', () => {
    assert.deepEqual([read(readNumber, 0), read(readNumber, '2.5')], [[0], [2.5]]);
    assert.deepEqual(read(readNumber, undefined), [null]);
    for (const wrong of [-1, 'x', '{{ a }}', null])
      assert.deepEqual(read(readNumber, wrong), [null, '0.key: key must be a number']);
  });

  it('may be a list of names, or one of them', () => {
    assert.deepEqual(read(readTexts, [' a, b', 3]), [['a, b', '3']]);
    assert.deepEqual(read(readTexts, 'a'), [['a']]);
    assert.deepEqual(read(readTexts, null), [[]]);
    const says = '0.key: key must be a name, or a list of names, without templates';
    for (const wrong of ['', [''], [true], '{{ a }}'])
      assert.deepEqual(read(readTexts, wrong), [[], says]);
  });

  it('may be the name of a var', () => {
    assert.deepEqual(read(readVarName, '_a1'), ['_a1']);
    assert.deepEqual(read(readVarName, 'a-b'), [null, '0.key: key must be the name of a var']);
    assert.deepEqual(['a', '1a', 'a.b', ''].map(isIdentifier), [true, false, false, false]);
  });
});

describe('vars of a playbook', () => {
  it('are a mapping, and nothing at all is an empty one', () => {
    assert.deepEqual(read(readVarsAt, { a: [1] }), [{ a: [1] }]);
    for (const none of [undefined, null, '']) assert.deepEqual(read(readVarsAt, none), [{}]);
    assert.deepEqual(read(readVarsAt, [1]), [{}, '0.key: write a mapping of names and values']);
    assert.deepEqual(read(readVarsAt, { 'a-b': 1 }), [
      ...[{ 'a-b': 1 }, '0.key.a-b: "a-b" can\'t be the name of a var'],
    ]);
    assert.deepEqual([{}, [], null, 'x'].map(isMapping), [true, false, false, false]);
  });

  it('make a secret of a password that is written out, and keep a template one', () => {
    const { loader } = toyLoader();
    const vars = readVarsAt(loader, { ansible_password: 12, ansible_become_pass: '{{ a }}' }, []);
    const [plain, template] = Object.values(vars);
    assert.ok(plain instanceof Secret && plain.reveal() === '12', 'it is a secret');
    assert.equal(template, '{{ a }}');
    const { stem_proxy: url } = readVarsAt(loader, { stem_proxy: 'http://me:x@{{ a }}:1' }, []);
    assert.ok(url instanceof Secret, 'what stands beside the template may be a password');
  });

  it('have templates anywhere', () => {
    const values = ['{{ a }}', 'x {% if %}', ['{{ a }}'], { a: { b: '{{ a }}' } }];
    assert.deepEqual(values.map(hasTemplate), [true, true, true, true]);
    assert.deepEqual(['a { b', 5, null, ['x']].map(hasTemplate), [false, false, false, false]);
  });
});

describe('the keys of a playbook', () => {
  it('are told where they are unknown, with what to write instead', () => {
    const { loader, said } = toyLoader();
    const value = { labl: 1, pause: 1, extra: 1, toString: 1, loop: 1 };
    checkKeys(
      loader,
      { at: [3], value, what: 'loop_control' },
      { known: LOOP_CONTROL_KEYS, instead: { loop: 'write it out' } },
    );
    assert.deepEqual(said, [
      '3.labl: labl is no key of a loop_control here. Did you mean "label"?',
      '3.extra: extra is no key of a loop_control here',
      '3.toString: toString is no key of a loop_control here',
      '3.loop: loop is no key of a loop_control here: write it out',
    ]);
  });
});
