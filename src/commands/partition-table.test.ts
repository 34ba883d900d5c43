import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, truncateSync, writeSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  PLANNED_IMAGES,
  rowsOf,
  SEED_DISK,
  sectorsIn,
  STAGING_PLACE,
} from '../../test/fakes/balena.ts';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { partitionTable } from '../facts/partition-table.ts';
import { linkHex, tableHex, type DiskTable, type Sector } from '../model/disk-table.ts';
import {
  dropFirst,
  planPartitions,
  sectorsOf,
  withoutFirst,
  withPlan,
} from '../model/partition-plan.ts';
import { adoptTable, tellPartitionTable, tellSeen, writeSectors } from './partition-table.ts';

const DISK = "/run/it's a $(disk)";

function put(box: Sandbox, sectors: readonly Sector[]): void {
  const file = openSync(box.at(DISK), 'r+');
  for (const { lba, hex } of sectors) writeSync(file, Buffer.from(hex, 'hex'), 0, 512, lba * 512);
  closeSync(file);
}

/** Holes where nothing was written: 16 GiB cost nothing. */
const withDisk =
  (table: DiskTable) =>
  (box: Sandbox): void => {
    box.put(DISK);
    truncateSync(box.at(DISK), table.sectors * 512);
    put(box, sectorsIn(table));
  };

const told = (box: Sandbox): DiskTable | null =>
  partitionTable(DISK).parse({
    ...{ exitCode: 0, stderr: '', isCut: false },
    stdout: box.prints(tellPartitionTable(DISK)),
  });

/** `sfdisk -d`, as number, start, size and type, in the order of the numbers. */
function judged(box: Sandbox): readonly (readonly (number | string)[])[] {
  const text = execFileSync('sfdisk', ['-d', box.at(DISK)], { encoding: 'utf8', stdio: 'pipe' });
  return [...text.matchAll(/(\d+) : start= *(\d+), size= *(\d+), type=(\w+)/g)].map(
    ([, number, start, size, type = '']) => [Number(number), Number(start), Number(size), type],
  );
}

const plan = planPartitions(PLANNED_IMAGES, STAGING_PLACE);
assert.ok(plan.kind === 'fits', "the images fit on the seed's disk");
const CHANGE = sectorsOf(plan, SEED_DISK);
const PLANNED = withPlan(plan, SEED_DISK);

describe('the table of a disk', () => {
  const box = sandboxed(withDisk(SEED_DISK));

  it('is told as it lies there', () => {
    assert.deepEqual(told(box()), SEED_DISK);
    put(box(), sectorsIn(PLANNED));
    assert.deepEqual(told(box()), PLANNED);
  });

  it('is none where the first sector is not signed', () => {
    put(box(), [{ lba: 0, hex: '00'.repeat(512) }]);
    assert.equal(told(box()), null);
    put(box(), [{ lba: 0, hex: SEED_DISK.first.replace(/55aa$/, 'aa55') }]);
    assert.equal(told(box()), null);
  });

  it('has the chain as far as it is one', () => {
    put(box(), [{ lba: 29_362_174, hex: 'ff'.repeat(512) }]);
    assert.deepEqual(told(box()), { ...SEED_DISK, chain: [] });
  });

  it('is read and written with arguments only', () => {
    keepsOutOfText(tellPartitionTable);
    keepsOutOfText((value) => writeSectors(value, []));
    keepsOutOfText((value) => adoptTable(value, 5));
    keepsOutOfText((value) => tellSeen([value]));
  });
});

describe('a hostile table', () => {
  const linux = (start: number) => ({ start, length: 8, type: 0x83, isActive: false });
  const first = (start: number, type = 5): string =>
    '00'.repeat(446) + tableHex([linux(2048), { ...linux(start), type }]);
  const box = sandboxed((box) => {
    box.put(DISK);
    truncateSync(box.at(DISK), 100_000 * 512);
  });
  const chainOf = (...sectors: readonly Sector[]): readonly number[] => {
    put(box(), sectors);
    return told(box())?.chain.map(({ lba }) => lba) ?? assert.fail('there is a table');
  };

  it('whose chain goes in a circle, or nowhere, ends', () => {
    // To 8192, and from there to itself.
    const toItself = linkHex(linux(2), { start: 4096, length: 8 });
    const circle = chainOf(
      { lba: 0, hex: first(4096) },
      { lba: 8192, hex: toItself },
      { lba: 4096, hex: toItself },
    );
    assert.deepEqual(circle, [4096, 8192]);
    const outside = linkHex(linux(2), { start: 2 ** 32 - 4097, length: 8 });
    assert.deepEqual(chainOf({ lba: 0, hex: first(4096) }, { lba: 4096, hex: outside }), [4096]);
    const back = linkHex(linux(2), { start: 0, length: 8 });
    assert.deepEqual(chainOf({ lba: 0, hex: first(4096) }, { lba: 4096, hex: back }), [4096]);
  });

  it('whose extended partition lies behind the disk, or on its first sector, has no chain', () => {
    assert.deepEqual(chainOf({ lba: 0, hex: first(2 ** 32 - 1) }), []);
    assert.deepEqual(chainOf({ lba: 0, hex: first(100_000) }), []);
    assert.deepEqual(chainOf({ lba: 0, hex: first(0) }), []);
  });

  it('whose types only begin like those of an extended one has none', () => {
    const link = { lba: 4096, hex: linkHex(linux(2), null) };
    for (const type of [50, 52, 59, 150, 155, 159])
      assert.deepEqual(chainOf({ lba: 0, hex: first(4096, type) }, link), [], String(type));
    for (const type of [5, 15, 133])
      assert.deepEqual(chainOf({ lba: 0, hex: first(4096, type) }, link), [4096], String(type));
  });

  it('of garbage is read, and told as what it is', () => {
    let state = 7;
    const noise = (): string =>
      Array.from({ length: 510 }, () => {
        state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
        return ((state >> 16) & 255).toString(16).padStart(2, '0');
      }).join('') + '55aa';
    for (let count = 0; count < 5; count += 1) {
      put(box(), [{ lba: 0, hex: noise() }]);
      const table = told(box());
      assert.ok(table !== null && table.chain.length <= 60, 'it ends');
      assert.ok(rowsOf(table).length <= 64, 'and has no more than it can');
    }
  });
});

describe('the partitions of an image on the disk', () => {
  const box = sandboxed(withDisk(SEED_DISK));
  const write = (sectors: readonly Sector[]): void => {
    box().prints(writeSectors(DISK, sectors));
  };

  it('are those of balenaOS for every tool, with the staging partition as the first logical one', () => {
    assert.deepEqual(judged(box()), [
      [1, 2048, 29_358_080, '83'],
      [2, 29_362_174, 4_190_210, '5'],
      [5, 29_362_176, 4_190_208, '82'],
    ]);
    write(CHANGE);
    assert.deepEqual(judged(box()), [
      [1, 8192, 81_920, 'e'],
      [2, 90_112, 2_048_000, '83'],
      [3, 2_138_112, 2_048_000, '83'],
      [4, 4_186_112, 29_366_272, 'f'],
      [5, 29_362_176, 4_190_208, '83'],
      [6, 4_194_304, 40_960, '83'],
      [7, 4_243_456, 25_116_672, '83'],
    ]);
    assert.deepEqual(told(box()), PLANNED);
  });

  it('are without fault for sfdisk, before and after the staging partition goes', () => {
    const verify = (): string =>
      execFileSync('sfdisk', ['-V', box().at(DISK)], { encoding: 'utf8', stdio: 'pipe' });
    write(CHANGE);
    assert.match(verify(), /No errors detected/);
    const sector = dropFirst(PLANNED);
    assert.ok(sector !== null, 'there is a staging partition');
    write([sector]);
    assert.match(verify(), /No errors detected/);
    assert.deepEqual(judged(box()), [
      [1, 8192, 81_920, 'e'],
      [2, 90_112, 2_048_000, '83'],
      [3, 2_138_112, 2_048_000, '83'],
      [4, 4_186_112, 29_366_272, 'f'],
      [5, 4_194_304, 40_960, '83'],
      [6, 4_243_456, 25_116_672, '83'],
    ]);
    assert.deepEqual(told(box()), withoutFirst(PLANNED));
  });
});

describe('the writing of partitions', () => {
  const box = sandboxed(withDisk(SEED_DISK));
  const write = (sectors: readonly Sector[]): void => {
    box().prints(writeSectors(DISK, sectors));
  };

  it('are there whole or not at all, wherever the power goes', () => {
    const before = judged(box());
    for (const [index, sector] of CHANGE.entries()) {
      write([sector]);
      if (index < CHANGE.length - 1) assert.deepEqual(judged(box()), before, String(index));
    }
    assert.equal(judged(box()).length, 7);
    // Again from the start, as a resumed run does.
    write(sectorsOf(plan, told(box()) ?? assert.fail('there is a table')));
    assert.deepEqual(told(box()), PLANNED);
  });

  it('are written on the disk that was looked at, and on no other', () => {
    const other = { lba: 0, hex: 'cd'.repeat(446) + SEED_DISK.first.slice(892) };
    put(box(), [other]);
    const { exitCode } = box().run(writeSectors(DISK, CHANGE));
    assert.equal(exitCode, 1);
    assert.deepEqual(judged(box()).length, 3);
    assert.equal(told(box())?.first, other.hex);
  });
});

describe('the kernel', () => {
  const box = sandboxed((box) => {
    for (const number of ['1', '2', '5']) {
      box.put(`/sys/class/block/sda/sda${number}/partition`, `${number}\n`);
      box.put(`/sys/class/block/sda${number}/start`, `${number}000\n`);
      box.put(`/sys/class/block/sda${number}/size`, `${number}00\n`);
    }
    box.fake('partx');
  });

  it('passes over what lies there and is no partition, as an eMMC has it', () => {
    box().put('/sys/class/block/sda/sdaboot0/size', '8192\n');
    box().prints(adoptTable('/dev/sda', 5));
    assert.equal(box().log().length, 3);
  });

  it('forgets all but the staging partition, which is mounted, and then learns the others', () => {
    box().prints(adoptTable('/dev/sda', 5));
    assert.deepEqual(box().log(), [
      'partx -d --nr 1 /dev/sda',
      'partx -d --nr 2 /dev/sda',
      'partx -u /dev/sda',
    ]);
  });

  it('is not asked to learn where it holds on to one', () => {
    box().fake('partx', 'exit 1');
    assert.notEqual(box().run(adoptTable('/dev/sda', 5)).exitCode, 0);
    assert.deepEqual(box().log(), ['partx -d --nr 1 /dev/sda']);
  });

  it('says where it has them, and zeros for what it does not know', () => {
    assert.equal(
      box().prints(tellSeen(['/dev/sda1', '/dev/sda6', '/dev/sda5'])),
      '1000 100\n0 0\n5000 500\n',
    );
  });
});
