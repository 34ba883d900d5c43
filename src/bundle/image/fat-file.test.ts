import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { diskOf } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { readFat } from './fat.ts';
import { readFatFile } from './fat-file.ts';

describe('a file in the root of a FAT', () => {
  for (const [bits, mib, options] of [
    [12, 2, ['-F', '12']],
    [16, 16, ['-F', '16']],
    [32, 40, ['-F', '32', '-s', '1']],
  ] as const)
    it(`is read by its long or its short name: ${String(bits)} bits`, async (t) => {
      const file = join(scratch(t), 'fat');
      writeFileSync(file, '');
      truncateSync(file, mib * 2 ** 20);
      execFileSync('mkfs.vfat', [...options, file], { stdio: ['ignore', 'ignore', 'pipe'] });
      const long = 'l'.repeat(20_000);
      const put = (name: string, text: string): void => {
        execFileSync('mcopy', ['-o', '-i', file, '-', `::${name}`], { input: text });
      };
      put('gone-and-forgotten.json', 'old');
      execFileSync('mdel', ['-i', file, '::gone-and-forgotten.json']);
      put('SHORT.TXT', 'short');
      put('device-type.json', long);
      put('a name that takes three entries of a folder', 'three');
      put('empty-one.json', '');
      execFileSync('mmd', ['-i', file, '::folder']);
      const disk = await diskOf(t, file);
      const head = readFileSync(file).subarray(0, 4096);
      const fat = await readFat(disk, { start: 0, bytes: disk.bytes }, head);
      assert.ok(fat !== null, 'it is a FAT');
      const read = async (name: string, mostBytes = 100_000): Promise<string | null> =>
        (await readFatFile(disk, fat, { name, mostBytes }))?.toString() ?? null;
      assert.equal(await read('device-type.json'), long);
      assert.equal(await read('Device-Type.JSON'), long);
      assert.equal(await read('short.txt'), 'short');
      assert.equal(await read('a name that takes three entries of a folder'), 'three');
      assert.equal(await read('empty-one.json'), '');
      assert.equal(await read('device-type.json', 19_999), null);
      for (const name of ['none', 'folder', 'gone-and-forgotten.json'])
        assert.equal(await read(name), null);
    });
});
