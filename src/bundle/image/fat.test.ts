import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { diskOf } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { entriesIn, readChain, readFat, readRoot, type Fat } from './fat.ts';
import type { Disk } from './disk.ts';

function make(t: TestContext, mib: number, options: readonly string[]): string {
  const file = join(scratch(t), 'fat');
  writeFileSync(file, '');
  truncateSync(file, mib * 2 ** 20);
  execFileSync('mkfs.vfat', [...options, file], { stdio: ['ignore', 'ignore', 'pipe'] });
  return file;
}

async function look(t: TestContext, file: string): Promise<readonly [Disk, Fat | null]> {
  const disk = await diskOf(t, file);
  const place = { start: 0, bytes: disk.bytes };
  return [disk, await readFat(disk, place, readFileSync(file).subarray(0, 4096))];
}

describe('a FAT', () => {
  for (const [bits, mib, options] of [
    [12, 2, ['-F', '12']],
    [16, 16, ['-F', '16']],
    [32, 40, ['-F', '32', '-s', '1']],
  ] as const)
    it(`of ${String(bits)} bits says its label, its length and its sectors`, async (t) => {
      const [disk, fat] = await look(t, make(t, mib, [...options, '-n', 'resin-boot']));
      assert.equal(fat?.bits, bits);
      assert.equal(fat.label, 'resin-boot');
      assert.equal(fat.bytes, mib * 2 ** 20);
      assert.equal(fat.sectorBytes, 512);
      assert.equal(entriesIn(await readRoot(disk, fat)).length, 1);
    });

  it('takes the label of its root, which `fatlabel` and `mlabel` change', async (t) => {
    const file = make(t, 2, ['-n', 'first']);
    const image = readFileSync(file);
    image.write('SECTORLABEL', 43, 'latin1');
    writeFileSync(file, image);
    assert.equal((await look(t, file))[1]?.label, 'first');
    const root = image.lastIndexOf('first');
    image[root] = 0xe5;
    writeFileSync(file, image);
    assert.equal((await look(t, file))[1]?.label, 'SECTORLABEL');
  });

  it('with a chain that leads back ends where the limit is', async (t) => {
    const file = make(t, 16, ['-F', '16']);
    const image = readFileSync(file);
    const fatAt = image.readUInt16LE(14) * 512;
    image.writeUInt16LE(3, fatAt + 4);
    image.writeUInt16LE(2, fatAt + 6);
    writeFileSync(file, image);
    const [disk, fat] = await look(t, file);
    assert.ok(fat !== null, 'it is a FAT');
    const read = await readChain(disk, fat, { cluster: 2, mostBytes: 100_000 });
    assert.equal(read.length, 100_000);
  });

  it('is none where its numbers contradict each other', async (t) => {
    const good = readFileSync(make(t, 16, ['-F', '16']));
    const none = async (change: (head: Buffer) => void): Promise<void> => {
      const image = Buffer.from(good);
      change(image);
      const disk = await diskOf(t, image, scratch(t));
      assert.equal(
        await readFat(disk, { start: 0, bytes: disk.bytes }, image.subarray(0, 4096)),
        null,
      );
    };
    await none((head) => head.fill(0, 510, 512));
    await none((head) => head.writeUInt16LE(513, 11));
    await none((head) => head.writeUInt8(3, 13));
    await none((head) => head.writeUInt16LE(0, 14));
    await none((head) => head.writeUInt8(9, 16));
    await none((head) => head.writeUInt16LE(1, 22));
    await none((head) => head.writeUInt16LE(65_535, 14));
    await none((head) => head.writeUInt16LE(0, 17));
  });
});
