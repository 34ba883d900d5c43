import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileTask } from '../../test/fakes/toy-device.ts';
import type { TaskEnd } from '../model/task.ts';
import { didChange, judged, learnedFrom, resultOf, withFacts, withResult } from './result.ts';

const because = 'why';
const FAILED: TaskEnd = {
  kind: 'failed',
  because,
  hint: 'Look.',
  output: { rc: 3, changed: true },
};
const CHANGED: TaskEnd = { kind: 'changed', output: { rc: 0 } };

describe('the result of a task', () => {
  const cases: readonly (readonly [end: TaskEnd, result: unknown])[] = [
    [CHANGED, { rc: 0, changed: true, failed: false }],
    [
      { kind: 'unchanged', output: { changed: true } },
      { changed: false, failed: false },
    ],
    [
      { kind: 'changed', output: 'text' },
      { output: 'text', changed: true, failed: false },
    ],
    [
      { kind: 'changed', output: null },
      { changed: true, failed: false },
    ],
    [
      { kind: 'satisfied', because },
      { changed: false, failed: false, msg: because },
    ],
    [
      { kind: 'skipped', because },
      { changed: false, skipped: true, skip_reason: 'Conditional result was False' },
    ],
    [
      { kind: 'passed', because },
      { changed: false, skipped: true, skip_reason: because },
    ],
    [
      { kind: 'blocked', because, hint: '' },
      { changed: false, failed: true, msg: because },
    ],
    [FAILED, { changed: true, failed: true, msg: because, rc: 3 }],
    [{ kind: 'unknown', because, hint: '' }, null],
  ];
  for (const [end, result] of cases)
    it(`of one that is ${JSON.stringify(end)} has Ansible's keys`, () => {
      assert.deepEqual(resultOf(end), result);
    });

  it('says whether something changed, where the step knows better', () => {
    assert.deepEqual([{ changed: false }, { changed: true }, {}, null].map(didChange), [
      ...[false, true, true, true],
    ]);
  });
});

describe('changed_when and failed_when', () => {
  it('leave an end alone where the task has none of them', () => {
    assert.equal(judged(fileTask('/a'), FAILED, {}), FAILED);
  });

  it('see the result under both names, and the vars', () => {
    const seen: unknown[] = [];
    const task = fileTask(
      '/a',
      {},
      {
        register: 'mine',
        changedWhen: (vars) => {
          seen.push(vars);
          return false;
        },
      },
    );
    const result = { rc: 0, changed: true, failed: false };
    assert.deepEqual(judged(task, CHANGED, { a: 1 }), {
      kind: 'unchanged',
      output: { rc: 0 },
    });
    assert.deepEqual(seen, [{ a: 1, result, mine: result }]);
    assert.deepEqual(withResult(fileTask('/a'), 1, {}), { result: 1 });
  });

  it('make a failure of a success, and a success of a failure', () => {
    const failing = fileTask('/a', {}, { failedWhen: () => true });
    assert.deepEqual(judged(failing, CHANGED, {}), {
      kind: 'failed',
      because: '`failed_when` is true',
      hint: 'Read its output with `stem-remote log HOST --failed`, then resume or roll back.',
      output: { rc: 0, changed: true, failed: true, failed_when_result: true },
    });
    const passing = fileTask('/a', {}, { failedWhen: () => false });
    assert.deepEqual(judged(passing, FAILED, {}), {
      kind: 'changed',
      output: { rc: 3, changed: true, failed: false, msg: because, failed_when_result: false },
    });
  });

  it('keep the reason of a failure that stays one', () => {
    const task = fileTask('/a', {}, { changedWhen: () => false });
    const end = judged(task, FAILED, {});
    assert.deepEqual(end, {
      kind: 'failed',
      because,
      hint: 'Look.',
      output: { rc: 3, msg: because, changed: false, failed: true },
    });
  });

  it('are not asked where the task did not run', () => {
    const task = fileTask('/a', {}, { failedWhen: () => true });
    for (const kind of ['skipped', 'passed'] as const) {
      const end: TaskEnd = { kind, because };
      assert.equal(judged(task, end, {}), end);
    }
  });
});

describe('what a host learns from a task', () => {
  it('is its result and the facts in it', () => {
    const end: TaskEnd = { kind: 'unchanged', output: { ansible_facts: { a: 1 } } };
    const mine = { ansible_facts: { a: 1 }, changed: false, failed: false };
    assert.deepEqual(learnedFrom(fileTask('/a', {}, { register: 'mine' }), end), { a: 1, mine });
    assert.deepEqual(learnedFrom(fileTask('/a'), end), { a: 1 });
    assert.deepEqual(learnedFrom(fileTask('/a'), { kind: 'unknown', because, hint: '' }), {});
  });
});

it('facts have their short names in `ansible_facts`, and nothing else is there', () => {
  const known = { ansible_os_family: 'Debian', ansible_failed_task: 'x', mine: 1 };
  assert.deepEqual(withFacts(known), { ...known, ansible_facts: { os_family: 'Debian' } });
  assert.deepEqual(withFacts({ mine: 1 }), { mine: 1 });
});
