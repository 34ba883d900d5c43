import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileTask } from '../../test/fakes/toy-device.ts';
import type { StemEvent } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { knownThrough } from './known.ts';

const ended = (task: string, output: Json): StemEvent => ({
  ...{ kind: 'task.ended', task, end: { kind: 'changed', output } },
  ...{ runId: 'r', host: 'h', at: '' },
});
const with_ = (output: object): object => ({ ...output, changed: true, failed: false });

describe('what a host knew when a task had ended', () => {
  const tasks = [
    fileTask('/a', {}, { register: 'r' }),
    fileTask('/b', {}, { register: 'r' }),
    fileTask('/c', {}, { register: 'hidden', hasNoLog: true }),
    fileTask('/d', {}, { register: 'masked' }),
  ];
  const events = [
    ended('/a', { rc: 1, ansible_facts: { fact: 1 } }),
    ended('/b[0]', { rc: 9, ansible_facts: { fact: 2 } }),
    ended('/b', { rc: 2 }),
    ended('/c', null),
    ended('/d', 'it is [secret]'),
    ended('/gone', { rc: 3 }),
  ];

  it('is what it had registered and found by then, its own result included', () => {
    const first = with_({ rc: 1, ansible_facts: { fact: 1 } });
    assert.deepEqual(knownThrough(tasks, events, '/a'), { fact: 1, r: first });
    assert.deepEqual(knownThrough(tasks, events, '/b'), { fact: 2, r: with_({ rc: 2 }) });
    assert.deepEqual(knownThrough(tasks, events, '/b[0]'), { fact: 2, r: with_({ rc: 2 }) });
  });

  it('is all that there is where the task never ended', () => {
    assert.deepEqual(Object.keys(knownThrough(tasks, events.slice(0, 1), '/b')), ['fact', 'r']);
  });

  it('has nothing that the journal hides', () => {
    assert.deepEqual(Object.keys(knownThrough(tasks, events, '/d')), ['fact', 'r']);
  });
});
