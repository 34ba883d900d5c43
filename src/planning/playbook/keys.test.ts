import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BLOCK_INSTEAD, PLAY_INSTEAD, TASK_INSTEAD } from './instead.ts';
import { BLOCK_KEYS, HANDLER_KEYS, LOOP_CONTROL_KEYS, PLAY_KEYS, TASK_KEYS } from './keys.ts';

describe('the keys of the grammar', () => {
  it('say what they do in one sentence each', () => {
    const tables = [PLAY_KEYS, BLOCK_KEYS, TASK_KEYS, HANDLER_KEYS, LOOP_CONTROL_KEYS];
    for (const [key, { does }] of tables.flatMap((table) => Object.entries(table)))
      assert.match(does, /^[A-Z`].*\.$/, key);
  });

  it('are never among those that are refused', () => {
    const both = (known: object, instead: object): readonly string[] =>
      Object.keys(instead).filter((key) => Object.hasOwn(known, key));
    assert.deepEqual(both(PLAY_KEYS, PLAY_INSTEAD), []);
    assert.deepEqual(both(BLOCK_KEYS, BLOCK_INSTEAD), []);
    assert.deepEqual(both(TASK_KEYS, TASK_INSTEAD), []);
  });
});
