import assert from 'node:assert/strict';
import { readFileSync, truncateSync } from 'node:fs';
import { describe, it } from 'node:test';
import { diskOf, FIVE, makeImage, writeAt } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { readTable } from './table.ts';

const BARE = FIVE.map((each) => ({ ...each, fileSystem: 'none' as const }));

describe('the partition table of an image', () => {
  for (const [kind, numbers] of [
    ['mbr', [1, 2, 3, 5, 6]],
    ['gpt', [6, 1, 2, 3, 4, 5]],
  ] as const)
    it(`is read as ${kind}, in the order on the disk`, async (t) => {
      const table = await readTable(await diskOf(t, makeImage(scratch(t), BARE, { kind })));
      assert.equal(table?.kind, kind);
      assert.deepEqual(
        table.partitions.map(({ number }) => number),
        numbers,
      );
    });

  it('may be missing', async (t) => {
    for (const data of [Buffer.alloc(0), Buffer.from('text\n'), Buffer.alloc(4096)])
      assert.equal(await readTable(await diskOf(t, data, scratch(t))), null);
  });

  it('is refused where two partitions share a place', async (t) => {
    const file = makeImage(scratch(t), BARE);
    const second = readFileSync(file).subarray(462, 478);
    second.writeUInt32LE(second.readUInt32LE(8) - 1, 8);
    writeAt(file, second, 462);
    await assert.rejects(readTable(await diskOf(t, file)), {
      message: 'IMAGE has two partitions in one place: 1 and 2',
    });
  });

  it('is refused where a partition lies over it', async (t) => {
    const file = makeImage(scratch(t), BARE);
    writeAt(file, Buffer.alloc(4), 446 + 8);
    await assert.rejects(readTable(await diskOf(t, file)), {
      message: 'IMAGE has partition 1 in its first sector, where the table is',
    });
  });

  it('is refused where the file ends before the last partition', async (t) => {
    const file = makeImage(scratch(t), BARE);
    truncateSync(file, 30 * 2 ** 20);
    await assert.rejects(readTable(await diskOf(t, file)), {
      code: 'BUNDLE_INVALID',
      message:
        /^IMAGE has 31457280 bytes, and its partition 6 ends at byte \d+: the download was cut off$/,
    });
  });
});
