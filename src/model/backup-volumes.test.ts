import assert from 'node:assert/strict';
import { it } from 'node:test';
import { appOfList, listOfVolumes, volumeItems } from './backup-volumes.ts';
import { Problem } from './params.ts';

it('items of volumes are five texts each, and at least one item', () => {
  const item = { volume: 'v', source: '/s', folder: 'v', file: 'v/s', filter: '' };
  assert.deepEqual(volumeItems([item]), [item]);
  for (const wrong of [undefined, [], 'v', [{ ...item, filter: 1 }], [null]])
    assert.ok(volumeItems(wrong) instanceof Problem, JSON.stringify(wrong));
});

it('the list of an archive says whose volumes it fills', () => {
  const item = { volume: 'v', source: '/s', folder: 'v', file: 'v/s', filter: '' };
  assert.equal(appOfList(`${listOfVolumes([item], 1406)}\n`), 1406);
  for (const other of [
    listOfVolumes([item], 0),
    '',
    '{"app":0,',
    '{"app":"7",',
    'x{"app":7,',
    null,
  ])
    assert.equal(appOfList(other), 0);
  assert.notEqual(listOfVolumes([item], 1), listOfVolumes([item], 2));
});
