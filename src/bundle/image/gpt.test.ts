import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { diskOf, makeImage } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { crc32 } from './crc32.ts';
import { gptPartitions } from './gpt.ts';

const BARE = [
  { label: 'one', mib: 1, fileSystem: 'none' },
  { label: 'two', mib: 2, fileSystem: 'none' },
] as const;

/** Both sums made right again: only what was changed on purpose is wrong. */
function summed(image: Buffer): Buffer {
  const table = image.subarray(1024, 1024 + Math.min(128, image.readUInt32LE(512 + 80)) * 128);
  image.writeUInt32LE(crc32(table), 512 + 88);
  image.writeUInt32LE(0, 512 + 16);
  image.writeUInt32LE(crc32(image.subarray(512, 512 + 92)), 512 + 16);
  return image;
}

const refused = async (
  t: TestContext,
  change: (image: Buffer) => Buffer,
  message: string | RegExp,
): Promise<void> => {
  const dir = scratch(t);
  const image = change(readFileSync(makeImage(dir, BARE, { kind: 'gpt', hasGrub: false })));
  const disk = await diskOf(t, image, dir);
  await assert.rejects(gptPartitions(disk), { code: 'BUNDLE_INVALID', message });
};

describe('the partitions of a GPT', () => {
  it('have numbers, places and names', async (t) => {
    const disk = await diskOf(t, makeImage(scratch(t), BARE, { kind: 'gpt', hasGrub: false }));
    assert.deepEqual(
      (await gptPartitions(disk)).map(({ number, start, bytes, name }) => [
        number,
        start,
        bytes,
        name,
      ]),
      [
        [1, 4 * 2 ** 20, 2 ** 20, 'one'],
        [2, 5 * 2 ** 20, 2 ** 21, 'two'],
      ],
    );
  });

  const set = (at: number, value: number) => (image: Buffer) => {
    image.writeUInt32LE(value, at);
    return summed(image);
  };
  for (const [why, change, message] of [
    [
      'an absurd number of entries',
      set(512 + 80, 0xffffffff),
      'IMAGE has room for 4294967295 partitions in its GPT: too many',
    ],
    ['absurd entries', set(512 + 84, 2 ** 31), 'IMAGE has a GPT with entries of 2147483648 bytes'],
    ['a table that is far away', set(512 + 76, 2 ** 30), 'IMAGE has a damaged GPT'],
    ['a partition that ends before it begins', set(1024 + 40, 1), 'IMAGE has a damaged GPT'],
    ['a partition beyond all disks', set(1024 + 44, 2 ** 31), 'IMAGE has a damaged GPT'],
    [
      'another header than its sum',
      (image: Buffer) => image.fill(1, 560, 564),
      'IMAGE has a damaged GPT',
    ],
    [
      'another table than its sum',
      (image: Buffer) => image.fill(1, 1100, 1104),
      'IMAGE has a damaged GPT',
    ],
    ['a header of no length', set(512 + 12, 1), 'IMAGE has a damaged GPT'],
    ['no header', (image: Buffer) => image.fill(0, 512, 1024), 'IMAGE has a damaged GPT'],
    [
      'its end cut off',
      (image: Buffer) => image.subarray(0, -2048),
      /^IMAGE has 8386560 bytes, and its GPT is for 8388608: the download was cut off$/,
    ],
    [
      'sectors of 4096 bytes',
      (image: Buffer) => {
        image.copy(image, 4096, 512, 604);
        return image.fill(0, 512, 1024);
      },
      'IMAGE is made for sectors of 4096 bytes: the disks of these devices have sectors of 512',
    ],
  ] as const)
    it(`are refused with ${why}`, (t) => refused(t, change, message));
});
