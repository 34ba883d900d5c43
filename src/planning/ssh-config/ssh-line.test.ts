import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inTurn, SshConfigProblem } from './ssh-line.ts';

it('files that are read in turn look like an include', () => {
  assert.equal(inTurn([]).keyword, 'include');
  assert.equal(new SshConfigProblem('x').message, 'x');
});
