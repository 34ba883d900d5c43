import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ansibleFlag,
  anyContent,
  ATTRIBUTES,
  devicePath,
  jsonText,
  localFile,
  oneOf,
  readModule,
  seconds,
  tidy,
  word,
} from './module-params.ts';
import { Problem } from './params.ts';
import { Secret } from './secret.ts';

const isProblem = (value: unknown): boolean => value instanceof Problem;

describe('an argument of a module', () => {
  it("is a boolean in all of Ansible's ways", () => {
    assert.deepEqual([true, 'yes', 1, '1', 'y', 'T', 'on'].map(ansibleFlag), Array(7).fill(true));
    assert.deepEqual([false, 'No', 0, '0', 'n', 'f'].map(ansibleFlag), Array(6).fill(false));
    assert.ok(isProblem(ansibleFlag('maybe')), 'maybe is no boolean');
  });

  it('is a text as Python writes it', () => {
    assert.deepEqual(['a', 5, true, false].map(word), ['a', '5', 'True', 'False']);
    assert.deepEqual([undefined, null, ['a']].map(word).map(isProblem), [true, true, true]);
  });

  it('is a content, of which lists and mappings become JSON', () => {
    const secret = new Secret('x');
    assert.deepEqual(anyContent(secret), [secret]);
    assert.deepEqual(anyContent(['a', secret]), ['a', secret]);
    assert.deepEqual([{ a: [1, null] }, ['a', 'b'], 5, true].map(anyContent), [
      ...[['{"a": [1, null]}'], ['["a", "b"]'], ['5'], ['True']],
    ]);
    assert.equal(jsonText({}), '{}');
    assert.ok(isProblem(anyContent(undefined)), 'nothing is no content');
  });

  it('is a time, a word of some, or a path', () => {
    assert.deepEqual([0, '2.5', 86_400].map(seconds), [0, 2.5, 86_400]);
    assert.deepEqual([-1, 'x', '', 86_401].map(seconds).map(isProblem), [true, true, true, true]);
    const state = oneOf('present', 'absent');
    assert.deepEqual(
      [state(undefined), state('absent'), isProblem(state('gone'))],
      ['present', 'absent', true],
    );
    assert.deepEqual(['/a//b/', '/', '/./a/.'].map(devicePath), ['/a/b', '/', '/a']);
    assert.equal(tidy('a/'), 'a');
    assert.ok(isProblem(devicePath('a')), 'a relative path is none');
  });

  it('comes with who acts: root, unless the playbook says the login user', () => {
    assert.deepEqual(readModule({}, ATTRIBUTES), { mode: null, owner: '', group: '', as: 'root' });
    assert.equal(readModule({ stem_become: false }, {}).as, 'login');
    assert.throws(() => readModule({ mode: 'q' }, ATTRIBUTES), { code: 'VARS_INVALID' });
  });

  it('may be a file of the controller', () => {
    const file = { bytes: 1, sha256: 'x', text: null };
    assert.deepEqual(localFile({ stem_file: file }), file);
    for (const other of [undefined, null, 'x', { bytes: 1 }])
      assert.equal(localFile(other === undefined ? {} : { stem_file: other }), null);
  });
});
