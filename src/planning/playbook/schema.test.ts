import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STEPS } from '../../../test/fakes/playbook-loader.ts';
import { toyStep } from '../../../test/fakes/toy-step.ts';
import { PLAY_KEYS, TASK_KEYS } from './keys.ts';
import { playbookSchema } from './schema.ts';

interface Mapping {
  readonly properties: Readonly<Record<string, { description: string; properties?: object }>>;
  readonly additionalProperties: boolean;
}
const definitions = (steps = STEPS): Readonly<Record<string, Mapping>> =>
  (playbookSchema(steps) as unknown as { definitions: Record<string, Mapping> }).definitions;

describe('the schema of a playbook', () => {
  it('has every key of the grammar, and no other', () => {
    const { play, task } = definitions();
    assert.deepEqual(Object.keys(play?.properties ?? {}), Object.keys(PLAY_KEYS));
    assert.equal(play?.additionalProperties, false);
    for (const [key, { does }] of Object.entries(TASK_KEYS))
      assert.equal(task?.properties[key]?.description, does);
  });

  it('has modules under both of their names, and steps of ours', () => {
    const names = Object.keys(definitions()['task']?.properties ?? {});
    for (const name of ['copy', 'ansible.builtin.wait_for', 'stem.staging.swap_off'])
      assert.ok(names.includes(name), name);
    assert.ok(!names.includes('stem.generic.copy'), 'a module is no step of ours');
  });

  it('has the arguments of a module that says them', () => {
    const takes = { known: ['data', '_raw_params'], instead: {} };
    const step = toyStep('generic/ping', { takes });
    const { task } = definitions(new Map([[step.id, step]]));
    assert.deepEqual(task?.properties['ping']?.properties, { data: {} });
  });
});
