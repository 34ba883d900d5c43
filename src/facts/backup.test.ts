import assert from 'node:assert/strict';
import { it } from 'node:test';
import { changedSince } from './backup.ts';

it('whatever is told has changed, and an undo compares none of it', () => {
  const fact = changedSince(['/srv']);
  const says = (stdout: string): boolean =>
    fact.parse({ exitCode: 0, stdout, stderr: '', isCut: false });
  assert.deepEqual(['', '\n', './srv/a\n', 'late\n'].map(says), [false, false, true, true]);
  assert.equal(fact.toKeep(), false);
});
