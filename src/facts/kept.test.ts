import assert from 'node:assert/strict';
import { it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { keptAt, keptBackup, keptRoom } from './kept.ts';

it('a backup is kept under its run and its host, whatever that is called', () => {
  assert.equal(keptAt('run-1', 'web-1'), 'run-1/web-1');
  assert.equal(keptAt('run-1', '../../etc/a b'), 'run-1/..%2F..%2Fetc%2Fa%20b');
});

it('what the controller keeps is asked of it, and is no matter of a rollback', () => {
  const kept = { folder: '/k/run-1/web-1', pieces: 1, bytes: 7, sha256: 'abc' };
  const fact = keptBackup('run-1/web-1');
  assert.deepEqual(fact.kept, { kind: 'backup', at: 'run-1/web-1' });
  assert.deepEqual(fact.parse(answer(JSON.stringify(kept))), kept);
  assert.deepEqual(fact.toKeep?.(kept), fact.toKeep?.({ ...kept, sha256: null }));
  assert.equal(keptRoom.parse(answer('12')), 12);
  assert.equal(keptRoom.toKeep?.(12), null);
});
