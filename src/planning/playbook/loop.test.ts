import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyLoader } from '../../../test/fakes/playbook-loader.ts';
import type { Loop } from '../../model/task.ts';
import { readLoop } from './loop.ts';

const loopOf = (task: Readonly<Record<string, unknown>>): readonly [Loop | null, ...string[]] => {
  const { loader, said } = toyLoader();
  return [readLoop(loader, task, [2]), ...said];
};

describe('the loop of a task', () => {
  it('is a list, whose templates are read on the host', () => {
    const [loop] = loopOf({ loop: ['a', '{{ b }}', 3] });
    assert.deepEqual(loop?.items({ b: 'x' }), ['a', 'x', 3]);
    assert.deepEqual(
      [loop.itemVar, loop.pauseMs, loop.label, loop.indexVar],
      [...['item', 0, undefined, undefined]],
    );
    assert.equal(loopOf({})[0], null);
  });

  it('may be one template, and nothing but a list', () => {
    const [loop] = loopOf({ loop: '{{ list }}' });
    assert.deepEqual(loop?.items({ list: [1] }), [1]);
    assert.throws(() => loop.items({ list: 'ab' }), {
      code: 'VARS_INVALID',
      message: 'loop must be a list, and is "ab"',
    });
  });

  it('opens the lists in it where it is with_items', () => {
    assert.deepEqual(loopOf({ with_items: [1, [2, [3]]] })[0]?.items({}), [1, 2, [3]]);
  });

  it('has its control', () => {
    const control = {
      loop_var: 'x',
      index_var: 'i',
      label: 'L {{ x }}',
      pause: '1.5',
      extended: true,
    };
    const [loop, ...said] = loopOf({ loop: [1], loop_control: control });
    assert.deepEqual(said, []);
    assert.deepEqual(
      [loop?.itemVar, loop?.indexVar, loop?.label?.({ x: 'y' }), loop?.pauseMs, loop?.isExtended],
      ['x', 'i', 'L y', 1500, true],
    );
  });

  const wrong: readonly (readonly [task: Readonly<Record<string, unknown>>, says: string])[] = [
    [{ loop: 'abc' }, '2.loop: loop must be a list, or a template that gives one'],
    [{ with_items: 5 }, '2.with_items: with_items must be a list, or a template that gives one'],
    [{ loop: [], with_items: [] }, '2.with_items: a task has one loop: take `with_items` out'],
    [{ loop_control: {} }, '2.loop_control: loop_control needs a `loop`'],
    [
      { loop: [], loop_control: 5 },
      '2.loop_control: loop_control must be a mapping: `label: …` below it',
    ],
    [
      { loop: [], loop_control: { lable: 'x' } },
      '2.loop_control.lable: lable is no key of a loop_control here. Did you mean "label"?',
    ],
    [
      { loop: [], loop_control: { loop_var: 'a b' } },
      '2.loop_control.loop_var: loop_var must be the name of a var',
    ],
  ];
  for (const [task, says] of wrong)
    it(`is refused: ${says}`, () => {
      assert.deepEqual(loopOf(task).slice(1), [says]);
    });
});
