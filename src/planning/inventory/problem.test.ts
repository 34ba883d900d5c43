import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineProblem } from './problem.ts';

describe('a problem of a line', () => {
  it('says what is wrong and what to do, and is told from a bug', () => {
    const problem = new LineProblem('the name is empty', 'Name the host.');
    assert.ok(problem instanceof Error);
    assert.equal(problem.name, 'LineProblem');
    assert.equal(problem.message, 'the name is empty');
    assert.equal(problem.hint, 'Name the host.');
  });
});
