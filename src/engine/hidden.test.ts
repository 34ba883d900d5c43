import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HIDDEN, hiddenEnd, hiddenOutcome } from './hidden.ts';

const SECRET = 'hunter2';
const result = { exitCode: 1, stdout: SECRET, stderr: SECRET, isCut: false };

describe('no_log', () => {
  it('takes what a task said out of its end, and leaves how it ended', () => {
    for (const end of [
      { kind: 'failed', because: SECRET, hint: 'Resume.', output: { msg: SECRET } },
      { kind: 'skipped', because: HIDDEN, output: { msg: SECRET } },
      { kind: 'changed', output: { msg: SECRET } },
      { kind: 'unchanged', output: SECRET, because: SECRET },
      { kind: 'blocked', because: 'no', hint: 'Resume.', output: SECRET },
    ] as const) {
      const shown = hiddenEnd(end);
      assert.equal(shown.kind, end.kind);
      assert.doesNotMatch(JSON.stringify(shown), /hunter2/);
    }
  });

  it('takes it out of an outcome as well', () => {
    for (const outcome of [
      { kind: 'done', result },
      { kind: 'failed', because: SECRET, result },
    ] as const)
      assert.doesNotMatch(JSON.stringify(hiddenOutcome(outcome)), /hunter2/);
    assert.deepEqual(hiddenOutcome({ kind: 'unknown', because: 'cut' }).kind, 'unknown');
  });
});
