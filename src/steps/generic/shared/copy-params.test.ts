import assert from 'node:assert/strict';
import { it } from 'node:test';
import { copyParams, invalid, validateWords } from './copy-params.ts';

it('a file comes from a text, from here or from the device itself', () => {
  const short = { bytes: 1, sha256: 'x', text: 'a' };
  const sourceOf = (vars: Parameters<typeof copyParams>[0]) =>
    copyParams({ dest: '/d', ...vars }).source;
  assert.deepEqual(sourceOf({ content: 'x' }), { kind: 'content', content: ['x'] });
  assert.deepEqual(sourceOf({ src: '/l/f', stem_file: short }), {
    kind: 'content',
    content: ['a'],
  });
  assert.deepEqual(sourceOf({ src: '/l/f', stem_file: { ...short, bytes: 70_000 } }), {
    ...{ kind: 'local', from: '/l/f', bytes: 70_000, sha256: 'x' },
  });
  assert.deepEqual(sourceOf({ src: '/r', remote_src: true }), { kind: 'remote', path: '/r' });
  assert.throws(() => sourceOf({ src: 'r', remote_src: true }), /src must be an absolute path/);
  assert.throws(() => sourceOf({ src: '/l/f' }), /\/l\/f can't be read here/);
});

it('a slash at the end means a folder, where a file has a name', () => {
  const stem_file = { bytes: 1, sha256: 'x', text: 'a' };
  const folder = copyParams({ dest: '/d/', src: '/l/f', stem_file });
  assert.deepEqual([folder.dest, folder.isFolder, folder.name], ['/d', true, 'f']);
  assert.equal(copyParams({ dest: '/d/', content: '' }).isFolder, false);
});

it('a command that judges names the file', () => {
  assert.deepEqual(validateWords("visudo -cf '%s'"), ['visudo', '-cf', '%s']);
  assert.deepEqual(validateWords(''), []);
  assert.throws(() => validateWords("x '%s"), /open quote/);
  assert.equal(invalid('x').code, 'VARS_INVALID');
});
