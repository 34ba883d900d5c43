import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { diskOf, quietly } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { readAt } from '../scan.ts';
import { unpackedDisk } from './unpack.ts';

const CONTENT = Buffer.alloc(3 * 2 ** 20);
CONTENT.write('image', 2 ** 20);

async function unpack(t: TestContext, packed: string | Buffer, dir: string): Promise<Buffer> {
  const disk = await diskOf(t, packed, dir);
  return quietly(dir, async (workshop) => {
    const { handle, bytes } = await unpackedDisk(disk, workshop);
    return readAt(handle, 0, bytes);
  });
}

function pack(dir: string, commands: readonly string[]): string {
  writeFileSync(join(dir, 'a.img'), CONTENT);
  for (const command of commands) execFileSync('sh', ['-c', command], { cwd: dir });
  return join(dir, 'packed');
}

const PACKED = [
  ['not at all', ['cp a.img packed']],
  ['by gzip', ['gzip -c a.img >packed']],
  [
    'by gzip in two pieces',
    ['head -c 99 a.img | gzip -c >packed; tail -c +100 a.img | gzip -c >>packed'],
  ],
  ['by xz', ['xz -kc a.img >packed']],
  ['by xz, many threads', ['xz -T2 -9e -kc a.img >packed']],
  ['by zstd', ['zstd -qc a.img >packed']],
  ['by zip', ['zip -q a.zip a.img && mv a.zip packed']],
  ['twice', ['gzip a.img && zip -q a.zip a.img.gz && mv a.zip packed']],
] as const;

describe('a packed image', () => {
  for (const [how, commands] of PACKED)
    it(`comes out whole, and leaves no file: ${how}`, async (t) => {
      const dir = scratch(t);
      const packed = pack(dir, commands);
      const before = readdirSync(dir);
      const unpacked = await unpack(t, packed, dir);
      assert.ok(unpacked.equals(CONTENT), 'another content came out');
      assert.deepEqual(readdirSync(dir), before);
    });

  for (const [how, commands] of PACKED.slice(1, 6))
    it(`is refused where it is cut off: ${how}`, async (t) => {
      const dir = scratch(t);
      const packed = pack(dir, [...commands, 'truncate -s -9 packed']);
      await assert.rejects(unpack(t, packed, dir), {
        code: 'BUNDLE_INVALID',
        message: /^IMAGE can't be unpacked, it is damaged or cut off: /,
      });
    });

  it('is refused where it is packed again and again', async (t) => {
    const dir = scratch(t);
    const packed = pack(dir, ['gzip -c a.img | gzip -c | gzip -c >packed']);
    await assert.rejects(unpack(t, packed, dir), { message: 'IMAGE is packed again and again' });
  });

  it('is refused where it is of a kind that is not read', async (t) => {
    const dir = scratch(t);
    await assert.rejects(unpack(t, Buffer.from('BZh91AY'), dir), {
      message: 'IMAGE is packed with bzip2, which is not read: unpack it first',
    });
  });
});
