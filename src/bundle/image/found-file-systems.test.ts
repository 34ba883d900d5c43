import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diskOf, FIVE, makeImage, writeAt } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { findFileSystems } from './found-file-systems.ts';
import { readTable } from './table.ts';

describe('what is in the partitions', () => {
  it('has the label of its file system, else that of a GPT', async (t) => {
    const image = makeImage(
      scratch(t),
      [...FIVE.slice(0, 2), { label: 'spare', mib: 1, fileSystem: 'none' }],
      { kind: 'gpt', hasGrub: false },
    );
    const disk = await diskOf(t, image);
    const table = await readTable(disk);
    assert.ok(table !== null, 'there is a table');
    const found = await findFileSystems(disk, table);
    assert.deepEqual(
      found.map(({ label, fileSystem }) => [label, fileSystem.kind]),
      [
        ['resin-boot', 'vfat'],
        ['resin-rootA', 'ext4'],
        ['spare', 'none'],
      ],
    );
  });

  it('is refused where it is encrypted', async (t) => {
    const image = makeImage(
      scratch(t),
      FIVE.map((each) => ({ ...each, fileSystem: 'none' as const })),
    );
    writeAt(image, Buffer.from('4c554b53babe0002', 'hex'), 12 * 2 ** 20);
    const disk = await diskOf(t, image);
    const table = await readTable(disk);
    assert.ok(table !== null, 'there is a table');
    await assert.rejects(findFileSystems(disk, table), {
      code: 'BUNDLE_INVALID',
      message: "IMAGE has an encrypted (LUKS) partition 2: its content can't be read",
    });
  });

  it('is refused where the table counts sectors of 4096 bytes', async (t) => {
    const image = makeImage(scratch(t), [{ label: 'root', mib: 8, fileSystem: 'ext4' }]);
    const row = Buffer.alloc(8);
    row.writeUInt32LE(1024, 0);
    row.writeUInt32LE(2048, 4);
    writeAt(image, row, 446 + 8);
    const disk = await diskOf(t, image);
    const table = await readTable(disk);
    assert.ok(table !== null, 'there is a table');
    await assert.rejects(findFileSystems(disk, table), {
      message:
        'IMAGE is made for sectors of 4096 bytes: the disks of these devices have sectors of 512',
    });
  });
});
