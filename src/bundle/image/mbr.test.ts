import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { diskOf } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { isProtective, mbrEntries, mbrPartitions } from './mbr.ts';
import type { Partition } from './partition.ts';

type Row = readonly [type: number, start: number, sectors: number];

const sector = (...rows: readonly Row[]): Buffer => {
  const data = Buffer.alloc(512);
  for (const [index, [type, start, sectors]] of rows.entries()) {
    data[446 + index * 16 + 4] = type;
    data.writeUInt32LE(start, 446 + index * 16 + 8);
    data.writeUInt32LE(sectors, 446 + index * 16 + 12);
  }
  data.writeUInt16LE(0xaa55, 510);
  return data;
};

const read = async (
  t: TestContext,
  sectors: Readonly<Record<number, Buffer>>,
): Promise<readonly Partition[]> => {
  const data = Buffer.alloc(1024 * 512);
  for (const [at, content] of Object.entries(sectors)) content.copy(data, Number(at) * 512);
  const disk = await diskOf(t, data, scratch(t));
  return mbrPartitions(disk, mbrEntries(data) ?? assert.fail('there is a table'));
};
const numbersOf = (found: readonly Partition[]): readonly (readonly number[])[] =>
  found.map(({ number, start, bytes }) => [number, start / 512, bytes / 512]);

const chain = (length: number): Readonly<Record<number, Buffer>> => ({
  0: sector([5, 1, 1000]),
  ...Object.fromEntries(
    Array.from({ length }, (_, index) => [
      1 + index * 2,
      sector([0x83, 1, 1], [5, index * 2 + 2, 2]),
    ]),
  ),
});

const REFUSED = [
  ['two extended ones', { 0: sector([5, 1, 9], [5, 20, 9]) }, 'IMAGE has two extended partitions'],
  [
    'a chain that bites its tail',
    { 0: sector([5, 100, 800]), 100: sector([0x83, 1, 1], [5, 0, 9]) },
    'IMAGE has logical partitions that lead back',
  ],
  [
    'a chain that leads back',
    {
      0: sector([5, 100, 800]),
      100: sector([0x83, 1, 1], [5, 50, 9]),
      150: sector([0x83, 1, 1], [5, 20, 9]),
    },
    'IMAGE has logical partitions that lead back',
  ],
  [
    'a chain that leads out',
    { 0: sector([5, 100, 80]), 100: sector([0x83, 1, 1], [5, 80, 9]) },
    'IMAGE has a logical partition outside of the extended one',
  ],
  [
    'a logical one that is too long',
    { 0: sector([5, 100, 80]), 100: sector([0x83, 1, 80]) },
    'IMAGE has a logical partition outside of the extended one',
  ],
  [
    'no table where the chain begins',
    { 0: sector([5, 100, 80]) },
    'IMAGE has no table of logical partitions at byte 51200',
  ],
  ['a chain without end', chain(200), 'IMAGE has more than 128 partitions'],
  [
    'an extended one beyond the end',
    { 0: sector([5, 5000, 80]) },
    'IMAGE ends at byte 524288, and names something at byte 2560000: it is cut off or damaged',
  ],
] as const;

describe('the first sector', () => {
  it('has a table, or none', () => {
    assert.equal(mbrEntries(Buffer.alloc(512)), null);
    assert.equal(mbrEntries(Buffer.alloc(511)), null);
    const code = sector([7, 1, 1]);
    code[446] = 0x33;
    assert.equal(mbrEntries(code), null);
    assert.equal(isProtective(mbrEntries(sector([0xee, 1, 9])) ?? []), true);
    assert.equal(isProtective(mbrEntries(sector([0x83, 1, 9])) ?? []), false);
  });
});

describe('the partitions of an MBR', () => {
  it('are the primary ones and the chain of logical ones', async (t) => {
    const found = await read(t, {
      0: sector([0xe, 2, 8], [0x83, 10, 8], [0, 5, 5], [0xf, 100, 900]),
      100: sector([0x83, 2, 8], [5, 50, 60]),
      150: sector([0x83, 3, 9]),
    });
    assert.deepEqual(numbersOf(found), [
      [1, 2, 8],
      [2, 10, 8],
      [5, 102, 8],
      [6, 153, 9],
    ]);
  });

  for (const [why, sectors, message] of REFUSED)
    it(`are refused with ${why}`, async (t) => {
      await assert.rejects(read(t, sectors), { code: 'BUNDLE_INVALID', message });
    });
});
