import assert from 'node:assert/strict';
import { it } from 'node:test';
import { compareSystems, SYSTEMS } from './system.ts';

it('the systems come in the order of a migration', () => {
  assert.deepEqual(SYSTEMS, ['old', 'environment', 'new']);
  assert.deepEqual([...SYSTEMS].reverse().sort(compareSystems), SYSTEMS);
  assert.equal(compareSystems('environment', 'environment'), 0);
});
