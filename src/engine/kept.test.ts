import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { KeptFiles } from '../model/kept.ts';
import { answerKept } from './kept.ts';

const FOUND = { folder: '/k/a', pieces: 1, bytes: 7, sha256: 'abc' };
const KEPT: KeptFiles = {
  folderOf: (at) => `/k/${at}`,
  piecesOf: () => Promise.resolve([]),
  look: (at) => Promise.resolve({ ...FOUND, folder: `/k/${at}` }),
  freeBytes: () => Promise.resolve(12),
  clear: () => Promise.resolve(),
};

it('the controller answers in the form of a device', async () => {
  const backup = await answerKept(KEPT, { kind: 'backup', at: 'a' });
  assert.deepEqual(JSON.parse(backup.stdout), FOUND);
  assert.equal((await answerKept(KEPT, { kind: 'room', at: '' })).stdout, '12');
});

it('a command that keeps nothing has no backup and no room', async () => {
  const { stdout } = await answerKept(undefined, { kind: 'backup', at: 'a' });
  assert.deepEqual(JSON.parse(stdout), { folder: '', pieces: 0, bytes: 0, sha256: null });
  assert.equal((await answerKept(undefined, { kind: 'room', at: '' })).stdout, 'null');
});
