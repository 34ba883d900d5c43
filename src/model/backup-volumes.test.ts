import assert from 'node:assert/strict';
import { it } from 'node:test';
import { volumeItems } from './backup-volumes.ts';
import { Problem } from './params.ts';

it('items of volumes are five texts each, and at least one item', () => {
  const item = { volume: 'v', source: '/s', folder: 'v', file: 'v/s', filter: '' };
  assert.deepEqual(volumeItems([item]), [item]);
  for (const wrong of [undefined, [], 'v', [{ ...item, filter: 1 }], [null]])
    assert.ok(volumeItems(wrong) instanceof Problem, JSON.stringify(wrong));
});
