import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileTask } from '../../test/fakes/toy-device.ts';
import type { TaskEnd } from '../model/task.ts';
import { newBatch, onceIn, throttled } from './batch.ts';

const task = fileTask('/a');
const CHANGED: TaskEnd = { kind: 'changed', output: 1 };
const UNKNOWN: TaskEnd = { kind: 'unknown', because: 'lost', hint: '' };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a task that runs once in a batch', () => {
  it('is run by the first host, and its end is that of the others', async () => {
    const batch = newBatch();
    let runs = 0;
    const work = async (): Promise<TaskEnd> => {
      runs += 1;
      await turn();
      return CHANGED;
    };
    const ends = await Promise.all(
      ['a', 'b', 'c'].map((host) => onceIn(batch, { task, host }, work)),
    );
    assert.deepEqual(ends, Array(3).fill({ host: 'a', end: CHANGED }));
    assert.equal(runs, 1);
    assert.deepEqual((await onceIn(batch, { task, host: 'd' }, work)).host, 'a');
    assert.equal((await onceIn(newBatch(), { task, host: 'd' }, work)).host, 'd');
  });

  it('is tried by the next host where the first is lost on the way', async () => {
    const batch = newBatch();
    const lost = onceIn(batch, { task, host: 'a' }, async () => {
      await turn();
      return UNKNOWN;
    });
    const next = onceIn(batch, { task, host: 'b' }, () => Promise.resolve(CHANGED));
    assert.deepEqual(
      [await lost, await next],
      [
        { host: 'a', end: UNKNOWN },
        { host: 'b', end: CHANGED },
      ],
    );
  });

  it('is tried by the next host where the first throws', async () => {
    const batch = newBatch();
    const bug = new Error('a bug');
    const first = onceIn(batch, { task, host: 'a' }, () => Promise.reject(bug));
    const next = onceIn(batch, { task, host: 'b' }, () => Promise.resolve(CHANGED));
    await assert.rejects(first, bug);
    assert.equal((await next).host, 'b');
  });
});

describe('a task that only some hosts may be in', () => {
  it('lets in so many at once, in their order', async () => {
    const batch = newBatch();
    const log: string[] = [];
    const narrow = { ...task, throttle: 2 };
    const work = (host: string) => async (): Promise<void> => {
      log.push(`${host} in`);
      await turn();
      log.push(`${host} out`);
    };
    await Promise.all(['a', 'b', 'c'].map((host) => throttled(batch, narrow, work(host))));
    assert.deepEqual(log.slice(0, 3), ['a in', 'b in', 'a out']);
    assert.deepEqual(log.toSorted(), ['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  });

  it('lets the next one in where one fails, and all where nothing is said', async () => {
    const batch = newBatch();
    const narrow = { ...task, throttle: 1 };
    const bug = new Error('a bug');
    const first = throttled(batch, narrow, () => Promise.reject(bug));
    const next = throttled(batch, narrow, () => Promise.resolve('in'));
    await assert.rejects(first, bug);
    assert.equal(await next, 'in');
    assert.equal(await throttled(batch, task, () => Promise.resolve('in')), 'in');
  });
});
