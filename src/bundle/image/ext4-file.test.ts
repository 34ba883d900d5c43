import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  diskOf,
  makeFileSystem,
  oddTree,
  OS_RELEASE,
  type Made,
} from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { ext4Content, ext4FileAt, ext4Files, readExt4File, type Ext4Place } from './ext4-file.ts';

const AT = 4096;

/** In the middle of a file with an odd name: `debugfs` takes a question mark for options. */
async function place(t: TestContext, more: (dir: string) => Partial<Made>): Promise<Ext4Place> {
  const dir = scratch(t);
  const made = { label: 'x', mib: 4, fileSystem: 'ext4', ...more(dir) } as const;
  const part = readFileSync(makeFileSystem(join(dir, 'a'), made));
  const file = join(dir, "an odd?offset=1 name's");
  writeFileSync(file, Buffer.concat([Buffer.alloc(AT), part]));
  return { disk: await diskOf(t, file), place: { start: AT, bytes: part.length } };
}

describe('the files of an ext4 in an image', () => {
  it('are listed and read, links and folders left out', async (t) => {
    const where = await place(t, oddTree);
    const names = (await ext4Files(where, '/')).map(({ name }) => name);
    assert.deepEqual(names.sort(), ['file', 'linked']);
    assert.equal((await ext4FileAt(where, '/file'))?.bytes, 7);
    const read = async (path: string, most = 1000): Promise<string | null> =>
      (await readExt4File(where, path, most))?.toString() ?? null;
    assert.equal(await read('/etc/os-release'), OS_RELEASE);
    assert.equal(await read('/file', 6), null);
    for (const none of ['/etc', '/symbolic', '/none', '/none/file', '/a"b', '/console'])
      assert.equal(await read(none), null, none);
    assert.deepEqual(await ext4Files(where, '/none'), []);
  });

  it('come piece by piece, however long', async (t) => {
    const text = 'long'.repeat(300_000);
    const where = await place(t, () => ({ files: { long: text } }));
    const pieces: Buffer[] = [];
    for await (const piece of ext4Content(where, '/long')) pieces.push(piece);
    assert.ok(Buffer.concat(pieces).equals(Buffer.from(text)), 'another content came');
  });
});
