import assert from 'node:assert/strict';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { inWorkshop } from './workshop.ts';

it('a workshop closes its files in the end, also after a failure, and may be quiet', async (t) => {
  const handles: FileHandle[] = [];
  const said: string[] = [];
  const work = inWorkshop(
    join(scratch(t), 'o.tar'),
    { say: (line) => said.push(line) },
    async (shop) => {
      handles.push(await shop.hidden(), await shop.hidden());
      shop.say('hello');
      shop.progress('packed')(1, 2);
      throw new Error('broken');
    },
  );
  await assert.rejects(work, { message: 'broken' });
  assert.deepEqual(said, ['hello']);
  assert.deepEqual(
    handles.map(({ fd }) => fd),
    [-1, -1],
  );
});
