import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { diskOf, makeFileSystem } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { fileSystemIn } from './file-system.ts';

const make = (t: TestContext, fileSystem: 'ext4' | 'vfat'): Buffer =>
  readFileSync(makeFileSystem(join(scratch(t), 'a'), { label: 'name', mib: 4, fileSystem }));

async function look(t: TestContext, data: Buffer, less = 0): Promise<readonly [string, string]> {
  const disk = await diskOf(t, Buffer.concat([Buffer.alloc(512, 1), data]), scratch(t));
  const found = await fileSystemIn(disk, { start: 512, bytes: data.length - less }, 'partition 1');
  return [found.kind, 'label' in found ? found.label : ''];
}

describe('the file system of a partition', () => {
  it('is known by what is in it', async (t) => {
    assert.deepEqual(await look(t, make(t, 'ext4')), ['ext4', 'name']);
    assert.deepEqual(await look(t, make(t, 'vfat')), ['vfat', 'name']);
    assert.deepEqual(await look(t, Buffer.from('LUKS\xba\xbe', 'latin1')), ['luks', '']);
    for (const none of [Buffer.alloc(8192), Buffer.alloc(0), Buffer.from('x')])
      assert.deepEqual(await look(t, none), ['none', '']);
  });

  it('is refused where it is larger than its place', async (t) => {
    for (const kind of ['ext4', 'vfat'] as const)
      await assert.rejects(look(t, make(t, kind), 1), {
        code: 'BUNDLE_INVALID',
        message: 'IMAGE has a file system in partition 1 that is larger than its place',
      });
  });

  it('is refused where it is encrypted', async (t) => {
    const data = make(t, 'ext4');
    data.writeUInt32LE(data.readUInt32LE(1024 + 96) | 0x10000, 1024 + 96);
    await assert.rejects(look(t, data), {
      message: 'IMAGE has an encrypted file system in partition 1',
    });
  });

  it('is refused where its sectors have another length', async (t) => {
    const data = make(t, 'vfat');
    data.writeUInt16LE(2048, 11);
    data.writeUInt16LE(data.readUInt16LE(19) / 4, 19);
    data.writeUInt8(1, 13);
    await assert.rejects(look(t, data), {
      message: /^IMAGE has a file system for sectors of 2048 bytes in partition 1/,
    });
  });
});
