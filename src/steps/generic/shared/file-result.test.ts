import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FileState } from '../../../facts/file-state.ts';
import {
  answerOf,
  attributeGaps,
  attributesOf,
  keyOf,
  NEW_DIRECTORY,
  NEW_FILE,
  wantedMode,
  withAttributes,
} from './file-result.ts';

const STATE: FileState = {
  ...{
    kind: 'file',
    path: '/a',
    mode: 0o644,
    uid: 0,
    gid: 4,
    owner: 'root',
    group: 'adm',
    size: 3,
  },
  ...{ umask: 0o022, target: '', missing: '', sha1: 's1', sha256: 's2', text: 'abc' },
};
const NONE = { mode: null, owner: '', group: '' };

it("a file has Ansible's keys", () => {
  assert.deepEqual(attributesOf(STATE), {
    ...{ uid: 0, gid: 4, owner: 'root', group: 'adm', size: 3, mode: '0644', state: 'file' },
  });
  assert.deepEqual(attributesOf({ ...STATE, kind: 'absent' }), { state: 'absent' });
});

it('a mode is that of the file, or a new one after the umask', () => {
  assert.equal(wantedMode(NONE, STATE, NEW_FILE), 0o644);
  assert.equal(wantedMode(NONE, { ...STATE, kind: 'absent', umask: 0o027 }, NEW_FILE), 0o640);
  assert.equal(
    wantedMode({ ...NONE, mode: 'g+w' }, { ...STATE, kind: 'absent' }, NEW_DIRECTORY),
    0o775,
  );
});

it('gaps are told by name or by number', () => {
  assert.deepEqual(attributeGaps({ mode: 0o600, owner: 'pilot', group: '4' }, STATE), [
    ...['mode 0644 becomes 0600', 'owner root becomes pilot'],
  ]);
  assert.deepEqual(attributeGaps({ mode: null, owner: '0', group: 'adm' }, STATE), []);
  const { owner, uid, gid, mode } = withAttributes(
    { mode: 0o600, owner: 'pilot', group: '7' },
    STATE,
    NEW_FILE,
  );
  assert.deepEqual([owner, uid, gid, mode], ['pilot', 0, 7, 0o600]);
});

it('what is kept has a name by path and content', () => {
  assert.match(keyOf(STATE), /^[0-9a-f]{16}$/);
  assert.equal(keyOf(STATE), keyOf({ ...STATE, text: null }));
  for (const other of [{ path: '/b' }, { sha256: 'x' }, { mode: 0 }, { target: 'y' }])
    assert.notEqual(keyOf({ ...STATE, ...other }), keyOf(STATE));
});

it('only what ended has an answer', () => {
  const result = { exitCode: 1, stdout: 'o', stderr: 'e', isCut: false };
  assert.deepEqual(answerOf({ kind: 'done', result }), {
    rc: 1,
    stdout: 'o',
    stderr: 'e',
    isCut: false,
    ...{ startedAt: '', endedAt: '' },
  });
  for (const outcome of [
    undefined,
    { kind: 'done', result: null },
    { kind: 'unknown', because: '' },
  ] as const)
    assert.equal(answerOf(outcome), null);
});
