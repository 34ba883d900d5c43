import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BLOCK_INSTEAD, MODULE_INSTEAD, PLAY_INSTEAD, TASK_INSTEAD } from './instead.ts';

describe('what to write instead', () => {
  it('is a sentence without its end for each key', () => {
    const tables = [PLAY_INSTEAD, BLOCK_INSTEAD, TASK_INSTEAD, MODULE_INSTEAD];
    for (const [key, instead] of tables.flatMap((table) => Object.entries(table))) {
      assert.ok(instead.length > 10, `${key} says nothing`);
      assert.doesNotMatch(instead, /[.:]$|^[A-Z]/, key);
    }
  });

  it("is there for what Ansible's users write most", () => {
    const keys = [
      'import_tasks',
      'include_tasks',
      'delegate_to',
      'local_action',
      'async',
      'poll',
      'connection',
      'include_role',
    ];
    assert.deepEqual(
      keys.filter((key) => !Object.hasOwn(TASK_INSTEAD, key)),
      [],
    );
    const ofPlay = ['roles', 'strategy', 'vars_prompt', 'connection'];
    assert.deepEqual(
      ofPlay.filter((key) => !Object.hasOwn(PLAY_INSTEAD, key)),
      [],
    );
  });
});
