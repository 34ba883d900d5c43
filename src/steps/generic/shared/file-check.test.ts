import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkFile, sourceOf, stateOf } from './file-check.ts';
import { fileParams } from './file-params.ts';
import type { FileState } from '../../../facts/file-state.ts';

const FILE: FileState = {
  ...{
    kind: 'file',
    path: '/d/a',
    mode: 0o644,
    uid: 0,
    gid: 0,
    owner: 'root',
    group: 'root',
    size: 0,
  },
  ...{ umask: 0o022, target: '', missing: '', sha1: '', sha256: 'x', text: '' },
};

it('a relative target counts from the folder of the link', () => {
  assert.equal(sourceOf(fileParams({ path: '/d/l', state: 'link', src: 'a' })), '/d/a');
  assert.equal(sourceOf(fileParams({ path: '/d/l', state: 'link', src: '/e' })), '/e');
});

it('without a state, what is there is wanted', () => {
  assert.deepEqual([stateOf(FILE), stateOf({ ...FILE, kind: 'directory' })], ['file', 'directory']);
  const facts = {
    file: { ...FILE, kind: 'absent' as const },
    source: null,
    isSame: false,
    below: [],
  };
  assert.equal(
    checkFile(facts, fileParams({ path: '/d/a' })).because,
    'file (/d/a) is absent, cannot continue',
  );
  const hard = fileParams({ path: '/d/a', state: 'hard', src: '/b' });
  assert.equal(
    checkFile({ ...facts, file: FILE }, hard).because,
    'Cannot link, different hard link exists at destination',
  );
});
