import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { matrixJson, matrixMarkdown, readResults, type Result } from './matrix.ts';

const RESULT: Result = {
  ...{ name: 'a/b/1/before/power-cut', step: 'a/b', action: 1, system: 'old', moment: 'before' },
  ...{ fault: 'power-cut', outcome: 'recovered', cameBack: 'old', seconds: 31 },
  ...{ goal: 'rolled-back', resumes: 0, wasLate: false, tookSeconds: 80 },
  ...{ seed: '7', at: '2026-11-26T22:00:00Z', commit: 'abc' },
};
const FAILED: Result = {
  ...{ ...RESULT, name: 'a/b/1/after/link-cut', fault: 'link-cut', moment: 'after' },
  ...{
    outcome: 'failed',
    because: 'it | never\ncame back',
    cameBack: undefined,
    seconds: undefined,
  },
};
const lines = (...results: readonly Result[]): string =>
  results.map((one) => JSON.stringify(one)).join('\n');

describe('the matrix', () => {
  it('keeps the last result of a case', () => {
    const again = { ...RESULT, outcome: 'failed' as const };
    assert.deepEqual(readResults(lines(again, RESULT)), [RESULT]);
    assert.throws(() => readResults('{"name":"x"}'));
  });

  it('counts what happened, and names commit and date', () => {
    const json = JSON.parse(matrixJson([RESULT, FAILED], 90)) as Record<string, unknown>;
    assert.equal(json['tried'], 2);
    assert.equal(json['failed'], 1);
    assert.equal(json['possible'], 90);
    assert.deepEqual(json['commits'], ['abc']);
    assert.equal(json['from'], '2026-11-26T22:00:00Z');
  });

  it('shows a failure as one, in the table of steps and in its row', () => {
    const text = matrixMarkdown([RESULT, FAILED], 90);
    assert.match(text, /\| a\/b \| 1, 31 s \| 1, 0 s, \*\*1 failed\*\* \|/);
    assert.match(text, /\*\*failed\*\*: it \\\| never came back \|/);
    assert.match(text, /2 of 90 possible cases were tried: 1 recovered, 0 refused, 1 failed/);
  });
});
