import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  entriesOf,
  isExtended,
  linkHex,
  partitionsOf,
  tableHex,
  tableOf,
  withTable,
} from './disk-table.ts';

const CODE = 'eb'.repeat(446);
const linux = (start: number, length: number) => ({ start, length, type: 0x83, isActive: false });

/** The seed's disk: a root, and an extended partition with the swap in it. */
const SEED = {
  sectors: 33_554_432,
  first:
    CODE +
    tableHex([
      { ...linux(2048, 29_358_080), isActive: true },
      { ...linux(29_362_174, 4_190_210), type: 0x05 },
    ]),
  chain: [{ lba: 29_362_174, hex: linkHex({ ...linux(2, 4_190_208), type: 0x82 }, null) }],
};

describe('a table of the MBR kind', () => {
  it('is read as Linux numbers it, the logical ones by the place of their sector', () => {
    assert.deepEqual(partitionsOf(SEED), [
      { number: 1, type: 0x83, start: 2048, length: 29_358_080, isActive: true },
      { number: 2, type: 0x05, start: 29_362_174, length: 4_190_210, isActive: false },
      { number: 5, type: 0x82, start: 29_362_176, length: 4_190_208, isActive: false },
    ]);
  });

  it('is written with the bytes that every tool writes', () => {
    // sfdisk's own for `start=8192,size=81920,type=e,bootable`, but for cylinders, which nobody reads.
    assert.equal(
      tableHex([{ start: 8192, length: 81_920, type: 0x0e, isActive: true }]),
      `80feffff0efeffff0020000000400100${'00'.repeat(48)}55aa`,
    );
  });

  it('keeps the boot code and the number of the disk', () => {
    const other = withTable(SEED.first, tableHex([]));
    assert.equal(other.slice(0, 892), CODE);
    assert.equal(tableOf(other), `${'00'.repeat(64)}55aa`);
    assert.equal(other.length, 1024);
  });

  it('counts no empty entry, and none of zeros', () => {
    assert.deepEqual(partitionsOf({ sectors: 1, first: '', chain: [] }), []);
    assert.deepEqual(
      partitionsOf({
        sectors: 1,
        first: '00'.repeat(512),
        chain: [{ lba: 5, hex: 'zz'.repeat(512) }],
      }),
      [],
    );
  });

  it('holds numbers of 32 bits, the largest too', () => {
    const most = 2 ** 32 - 1;
    assert.deepEqual(entriesOf(CODE + tableHex([linux(most, most)]))[0], linux(most, most));
    assert.deepEqual([5, 15, 133, 131, 0].map(isExtended), [true, true, true, false, false]);
  });

  it('leads from a link to the next, counted from the first', () => {
    const link = entriesOf(linkHex(linux(8192, 10), { start: 77, length: 88 }));
    assert.deepEqual(link[1], { start: 77, length: 88, type: 0x05, isActive: false });
    assert.equal(entriesOf(linkHex(linux(8192, 10), null))[1]?.length, 0);
  });
});
