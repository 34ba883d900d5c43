import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { matrixJson, matrixMarkdown, readResults, type Matrix, type Result } from './matrix.ts';

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
const TARGET: Result = {
  ...{ name: 'wrong-target/lvm', step: 'preflight/device', fault: 'wrong target' },
  ...{ outcome: 'refused', message: 'P07: LVM', seconds: 40 },
  ...{ at: '2026-11-26T23:00:00Z', commit: 'def' },
};
const MATRIX: Matrix = {
  ...{ results: [RESULT, FAILED, TARGET], possible: 90 },
  crashPoints: {
    ...{ at: '2026-11-26T23:10:00Z', commit: 'def' },
    recording: { isWhole: false, writes: 2427 },
    crashPoints: {
      ...{ flushes: 472, states: 5095, booted: 3, fileSystemsChecked: 7 },
      ...{ classes: [{}, {}], failures: [] },
    },
  },
};
const lines = (...results: readonly Result[]): string =>
  results.map((one) => JSON.stringify(one)).join('\n');

describe('the matrix', () => {
  it('keeps the last result of a case', () => {
    const again = { ...RESULT, outcome: 'failed' as const };
    assert.deepEqual(readResults(lines(again, RESULT)), [RESULT]);
    assert.throws(() => readResults('{"name":"x"}'));
    const names = readResults(matrixJson(MATRIX)).map(({ name }) => name);
    assert.deepEqual(names, [RESULT.name, FAILED.name, TARGET.name]);
  });

  it('counts what happened, and names commit and date', () => {
    const json = JSON.parse(matrixJson(MATRIX)) as Record<string, unknown>;
    assert.equal(json['tried'], 3);
    assert.equal(json['refused'], 1);
    assert.deepEqual(json['crashPoints'], {
      ...{ checked: 5095, booted: 3, classes: 2, open: 0, isWhole: false },
    });
    assert.equal(json['failed'], 1);
    assert.equal(json['possible'], 90);
    assert.deepEqual(json['commits'], ['abc', 'def']);
    assert.equal(json['from'], '2026-11-26T22:00:00Z');
  });

  it('shows a failure as one, in the table of steps and in its row', () => {
    const text = matrixMarkdown(MATRIX);
    assert.match(text, /\| a\/b \| 1, 31 s \| 1, 0 s, \*\*1 failed\*\* \|/);
    assert.match(text, /\*\*failed\*\*: it \\\| never came back \|/);
    assert.match(text, /^3 cases were tried: 1 recovered, 1 refused, 1 failed\.$/m);
    assert.match(text, /^2 of them are migrations .*, of 90 that there are\.$/m);
  });

  it('has the crash points of the disk, and what a wrong target was refused with', () => {
    const text = matrixMarkdown(MATRIX);
    assert.match(
      text,
      /^One migration, not to its end, was recorded, with 2427 writes and 472 flushes /m,
    );
    assert.match(text, /^5095 crash points .* 2 classes; 3 were booted,$/m);
    assert.match(
      text,
      /^\| `wrong-target\/lvm` \| wrong target \| refused \| {2}\| 40 \| P07: LVM \| def \|$/m,
    );
    assert.doesNotMatch(text, /^\| preflight\/device/m);
  });
});
