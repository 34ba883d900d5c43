import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileTask } from '../../test/fakes/toy-device.ts';
import type { Place, Task } from '../model/task.ts';
import { treeOf, walkNodes, type Node, type Stop } from './flow.ts';

/** `a 1block/b 1rescue/c`: the places of each task before its key. */
const tasksOf = (text: string): readonly Task[] =>
  text.split(' ').map((word) => {
    const parts = word.split('/');
    const key = parts.pop() ?? '';
    const within = parts.map((place) => ({
      block: place.charAt(0),
      part: place.slice(1) as Place['part'],
    }));
    return fileTask(key, {}, { within });
  });

const shapeOf = (nodes: readonly Node[]): string =>
  nodes
    .map((node) =>
      node.kind === 'task'
        ? node.task.key
        : `[${[node.parts.block, node.parts.rescue, node.parts.always].map(shapeOf).join('|')}]`,
    )
    .join(' ');

/** Runs them; `-a` fails, `!a` halts. Returns what ran, and how it ended. */
async function walk(text: string): Promise<string> {
  const ran: string[] = [];
  const stop = await walkNodes(treeOf(tasksOf(text)), {
    run: (task): Promise<Stop | null> => {
      ran.push(task.key);
      const because = task.key;
      if (task.key.startsWith('!'))
        return Promise.resolve({ kind: 'halt', end: 'unknown', because });
      if (task.key.startsWith('.')) return Promise.resolve({ kind: 'end' });
      const end = { kind: 'failed', because, hint: '' } as const;
      return Promise.resolve(
        task.key.startsWith('-') ? { kind: 'failed', task, end, because } : null,
      );
    },
    rescue: ({ task }) => void ran.push(`rescue ${task.key}`),
  });
  return `${ran.join(' ')} = ${stop === null ? 'end' : stop.kind === 'end' ? 'over' : `${stop.kind} ${stop.because}`}`;
}

describe('the tree of a list of tasks', () => {
  const shapes = [
    ['a b', 'a b'],
    ['a 1block/b 1block/c d', 'a [b c||] d'],
    ['1block/a 1rescue/b 1always/c', '[a|b|c]'],
    ['1block/a 2block/b', '[a||] [b||]'],
    ['1block/2block/a 1block/2rescue/b 1block/c 1always/d', '[[a|b|] c||d]'],
  ] as const;
  for (const [text, shape] of shapes)
    it(`of ${text} is ${shape}`, () => {
      assert.equal(shapeOf(treeOf(tasksOf(text))), shape);
    });
});

describe('a walk through blocks', () => {
  const walks = [
    ['a b', 'a b = end'],
    ['-a b', '-a = failed -a'],
    ['1block/a 1rescue/b 1always/c d', 'a c d = end'],
    ['1block/-a 1block/x 1rescue/b 1always/c d', '-a rescue -a b c d = end'],
    ['1block/-a 1rescue/-b 1rescue/x 1always/c d', '-a rescue -a -b c = failed -b'],
    ['1block/-a 1always/c d', '-a c = failed -a'],
    ['1block/a 1always/-c d', 'a -c = failed -c'],
    ['1block/!a 1rescue/b 1always/c d', '!a = halt !a'],
    ['1block/.a 1rescue/b 1always/c d', '.a = over'],
    ['1block/-a 1rescue/!b 1always/c d', '-a rescue -a !b = halt !b'],
    ['1block/2block/-a 1block/2always/b 1rescue/c d', '-a b rescue -a c d = end'],
  ] as const;
  for (const [text, way] of walks)
    it(`${text}: ${way}`, async () => {
      assert.equal(await walk(text), way);
    });
});
