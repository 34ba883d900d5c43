import assert from 'node:assert/strict';
import { it } from 'node:test';
import { diskOf } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { readWhole, SECTOR } from './disk.ts';

it('what is read of a disk is whole, or the image is cut off', async (t) => {
  const disk = await diskOf(t, Buffer.alloc(SECTOR + 1, 7), scratch(t));
  assert.deepEqual(await readWhole(disk, { start: 1, bytes: SECTOR }), Buffer.alloc(SECTOR, 7));
  await assert.rejects(readWhole(disk, { start: 2, bytes: SECTOR }), {
    code: 'BUNDLE_INVALID',
    message: 'IMAGE ends at byte 513, and names something at byte 2: it is cut off or damaged',
  });
});
