import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync, renameSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  diskOf,
  FLASHER,
  flasherTree,
  makeImage,
  quietly,
} from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { readAt } from '../scan.ts';
import { findFileSystems } from './found-file-systems.ts';
import { imageInFlasher, isFlasher } from './flasher.ts';
import { readTable } from './table.ts';

const CONTENT = Buffer.from('the image inside the image '.repeat(9000));

async function take(t: TestContext, prepare: (opt: string) => void): Promise<Buffer> {
  const dir = scratch(t);
  writeFileSync(join(dir, 'inner'), CONTENT);
  const tree = flasherTree(dir, join(dir, 'inner'), 'inner');
  prepare(join(tree, 'opt'));
  const disk = await diskOf(t, makeImage(dir, FLASHER(tree)));
  const table = await readTable(disk);
  assert.ok(table !== null, 'there is a table');
  const found = await findFileSystems(disk, table);
  assert.equal(isFlasher(found), true);
  return quietly(dir, async (workshop) => {
    const inner = await imageInFlasher(disk, found, workshop);
    return readAt(inner.handle, 0, inner.bytes);
  });
}

describe('a flasher', () => {
  for (const [name, pack] of [
    ['balena-image-genericx86-64-ext.balenaos-img', 'cat'],
    ['resin-image-genericx86-64.resinos-img', 'cat'],
    ['balena-image.balenaos-img.gz', 'gzip -c'],
    ['balena-image.balenaos-img.zst', 'zstd -qc'],
  ] as const)
    it(`has its image in /opt: ${name}`, async (t) => {
      const taken = await take(t, (opt) => {
        execFileSync('sh', ['-c', `${pack} <inner >${name} && rm inner`], { cwd: opt });
        writeFileSync(join(opt, `${name}.sig`), 'signature');
        mkdirSync(join(opt, 'folder.img'));
      });
      assert.ok(taken.equals(CONTENT), 'another content came out');
    });

  it('without an image is refused, and one with two', async (t) => {
    await assert.rejects(
      take(t, () => undefined),
      { code: 'BUNDLE_INVALID', message: 'IMAGE is a flasher without an image in its /opt' },
    );
    const two = take(t, (opt) => {
      renameSync(join(opt, 'inner'), join(opt, 'a.balenaos-img'));
      writeFileSync(join(opt, 'b.img'), 'b');
    });
    await assert.rejects(two, {
      message: 'IMAGE is a flasher with several images: a.balenaos-img, b.img',
    });
  });
});
