import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { scratch } from '../../test/fakes/bundle-parts.ts';
import { packerOf, unpackedLength } from './initramfs.ts';

const CPIO = Buffer.concat([
  Buffer.from('070701'),
  Buffer.alloc(300_000, 'abc'),
  Buffer.alloc(512),
]);
const pack = (program: string): Buffer =>
  execFileSync(program, ['-cq'], { input: CPIO, maxBuffer: 2 ** 24 });

describe('the length of an unpacked initramfs', () => {
  for (const program of ['gzip', 'zstd'])
    it(`is found where ${program} has packed it, with zeros behind it`, async (t) => {
      const file = join(scratch(t), 'initrd.img');
      for (const padding of [0, 1, 511]) {
        writeFileSync(file, Buffer.concat([pack(program), Buffer.alloc(padding)]));
        assert.equal(await unpackedLength(file, 'i'), CPIO.length, String(padding));
      }
    });

  it('is asked of the program that Linux would need', () => {
    for (const [magic, program] of [
      ['\x1f\x8b\x08\0\0\0', 'gzip'],
      ['\x28\xb5\x2f\xfd\0\0', 'zstd'],
      ['\xfd7zXZ\0', 'xz'],
      ['\x04\x22\x4d\x18\0\0', 'lz4'],
      ['\x02\x21\x4c\x18\0\0', 'lz4'],
      ['070701', 'none'],
      ['070702', 'none'],
      ['070703', 'unknown'],
    ] as const)
      assert.equal(packerOf(Buffer.from(magic, 'latin1').toString('hex')), program);
  });

  it('is its own where it is not packed, and unknown where Linux has no word for it', async (t) => {
    const file = join(scratch(t), 'initrd.img');
    writeFileSync(file, CPIO);
    assert.equal(await unpackedLength(file, 'i'), CPIO.length);
    writeFileSync(file, 'an initramfs');
    assert.equal(await unpackedLength(file, 'i'), null);
  });

  it('is refused where the file is cut off', async (t) => {
    const file = join(scratch(t), 'initrd.img');
    writeFileSync(file, pack('gzip').subarray(0, -10));
    await assert.rejects(unpackedLength(file, 'env/initrd.img'), {
      code: 'BUNDLE_INVALID',
      message: /^env\/initrd\.img can't be unpacked: .*unexpected end of file/,
    });
  });
});
