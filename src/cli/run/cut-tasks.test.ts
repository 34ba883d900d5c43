import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventBody, StemEvent } from '../../model/event.ts';
import type { Task } from '../../model/task.ts';
import { shellStep } from '../../steps/generic/shell.ts';
import { lockStep } from '../../steps/staging/lock.ts';
import { tasksAfterCut } from './cut-tasks.ts';

const task = (key: string, step: Task['step']): Task => ({ key, step, args: () => ({}) });
const TASKS = [task('a', shellStep), task('b', lockStep), task('c', shellStep)];
const cut = (key: string): readonly EventBody[] => [
  { kind: 'task.started', task: key, before: {} },
  { kind: 'action.started', task: key, index: 0, text: 'x' },
];
const EVENTS: readonly StemEvent[] = ['a', 'b']
  .flatMap(cut)
  .map((body) => ({ ...body, runId: 'r', host: 'web-1', at: '2026-01-01T00:00:00Z' }));

describe('a task that was cut off and can not tell how far it came', () => {
  it('runs again, or counts as done; the others are as they were', () => {
    const redo = tasksAfterCut(TASKS, EVENTS, { host: 'web-1', about: 'redo' });
    assert.deepEqual(redo, [{ ...TASKS[0], isRepeatable: true }, TASKS[1], TASKS[2]]);
    const skip = tasksAfterCut(TASKS, EVENTS, { host: 'web-1', about: 'skip' });
    assert.equal(skip[0]?.when?.({}), false);
    assert.deepEqual(skip.slice(1), TASKS.slice(1));
  });

  it('stays as it is on other hosts, and without a word of the operator', () => {
    assert.deepEqual(tasksAfterCut(TASKS, EVENTS, { host: 'web-2', about: 'redo' }), TASKS);
    assert.equal(tasksAfterCut(TASKS, EVENTS, { host: 'web-1', about: null }), TASKS);
  });
});
