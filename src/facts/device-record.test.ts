import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { deviceRecord } from './device-record.ts';

const line = (task: string, runId = 'run-1'): string =>
  JSON.stringify({ kind: 'task.started', task, before: {}, runId, host: 'web-1', at: 'noon' });

describe("a device's own record", () => {
  const parse = (text: string) => deviceRecord('/dev/sda1', '/dev/sda5').parse(answer(text));

  it('is what the root and the staging partition have, once, in its order', () => {
    const { events, runId, hasCrossed, since } = parse(
      `run run-1\nsince dawn\n> ${line('a')}\n> ${line('b')}\n\n> ${line('a')}\n> ${line('c')}\n\nasked\n`,
    );
    assert.deepEqual(
      events.map((event) => (event as { task: string }).task),
      ['a', 'b', 'c'],
    );
    assert.deepEqual([runId, hasCrossed, since], ['run-1', false, 'dawn']);
  });

  it('is the run of its last line where nobody is named', () => {
    const { runId, since } = parse(`> ${line('a', 'run-0')}\n> ${line('b', 'run-2')}\nasked\n`);
    assert.deepEqual([runId, since], ['run-2', 'noon']);
  });

  it('leaves out what is for people, and what a power cut left of a line', () => {
    const { events, runId } = parse(
      '> noon run-1: point of no return\n> {"kind":"ta\n> 7\nasked\n',
    );
    assert.deepEqual([events, runId], [[], null]);
  });

  it('tells that there is no way back', () => {
    assert.equal(parse('run run-1\nno-return yes\nasked\n').hasCrossed, true);
  });
});
