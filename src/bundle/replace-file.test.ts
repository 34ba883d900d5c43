import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { scratch } from '../../test/fakes/bundle-parts.ts';
import { replaceFile } from './replace-file.ts';

it('a file is the old one or the new one, and no half of it stays', async (t) => {
  const dir = scratch(t);
  const file = join(dir, 'b.tar');
  writeFileSync(file, 'old');
  const broken = replaceFile(file, async (handle) => {
    await handle.writeFile('ne');
    throw new Error('cut');
  });
  await assert.rejects(broken, /cut/);
  assert.equal(readFileSync(file, 'utf8'), 'old');
  assert.equal(await replaceFile(file, (handle) => handle.writeFile('new').then(() => 7)), 7);
  assert.equal(readFileSync(file, 'utf8'), 'new');
  assert.deepEqual(readdirSync(dir), ['b.tar']);
  await assert.rejects(
    replaceFile(join(dir, 'none', 'b.tar'), () => Promise.resolve()),
    { code: 'FILE_UNREADABLE' },
  );
});
