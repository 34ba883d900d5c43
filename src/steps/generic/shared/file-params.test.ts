import assert from 'node:assert/strict';
import { it } from 'node:test';
import { FILE_ARGUMENTS, fileParams } from './file-params.ts';

it("a file's arguments have Ansible's aliases, and no state means what is there", () => {
  for (const name of ['path', 'dest', 'name'])
    assert.equal(fileParams({ [name]: '/a/' }).path, '/a');
  assert.equal(fileParams({ path: '/a' }).state, null);
  assert.equal(fileParams({ path: '/a', state: 'link', src: '/b/' }).src, '/b');
  assert.throws(() => fileParams({ path: '/a', state: 'gone' }), /state must be one of file, /);
  assert.match(FILE_ARGUMENTS.instead['access_time'] ?? '', /touch -d/);
});
