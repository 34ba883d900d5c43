import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { fstab } from './fstab.ts';

describe('fstab', () => {
  const parse = (stdout: string): unknown => fstab.parse(answer(stdout));

  it('is known by its hash, its active swap lines, and its original', () => {
    assert.deepEqual(parse('abc\n1\nnone\n'), {
      sha256: 'abc',
      activeSwapLines: 1,
      isSaved: false,
    });
    assert.deepEqual(parse('abc\n0\nsaved\n'), {
      sha256: 'abc',
      activeSwapLines: 0,
      isSaved: true,
    });
  });

  it('is never taken for a saved one without the word', () => {
    for (const broken of ['', '\n', 'abc\n1', 'abc\n1\nsaved?\n', 'saved\n'])
      assert.deepEqual(
        (parse(broken) as { isSaved: boolean }).isSaved,
        false,
        JSON.stringify(broken),
      );
  });
});
