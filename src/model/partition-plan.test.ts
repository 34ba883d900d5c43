import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALIGNMENT, linkHex, partitionsOf, tableHex, type DiskTable } from './disk-table.ts';
import {
  dropFirst,
  hasPlan,
  pictureOf,
  planPartitions,
  sectorsOf,
  typeText,
  withAllRoom,
  withoutFirst,
  withPlan,
  type PartitionImage,
} from './partition-plan.ts';

const MIB = 2 ** 20;
const imagesOf = ([boot, root, state, data]: readonly [
  number,
  number,
  number,
  number,
]): PartitionImage[] => [
  { number: 1, label: 'resin-boot', fileSystem: 'vfat', bytes: boot },
  { number: 2, label: 'resin-rootA', fileSystem: 'ext4', bytes: root },
  { number: 3, label: 'resin-rootB', fileSystem: 'ext4', bytes: root },
  { number: 5, label: 'resin-state', fileSystem: 'ext4', bytes: state },
  { number: 6, label: 'resin-data', fileSystem: 'ext4', bytes: data },
];
const IMAGES = imagesOf([40 * MIB, 1000 * MIB, 20 * MIB, 500 * MIB]);
const STAGING = { start: 29_362_176, length: 4_190_208 };
const linux = (start: number, length: number) => ({ start, length, type: 0x83, isActive: false });
const OLD: DiskTable = {
  sectors: 33_554_432,
  first:
    'ab'.repeat(446) +
    tableHex([linux(2048, 29_358_080), { ...linux(29_362_174, 4_190_210), type: 5 }]),
  chain: [{ lba: 29_362_174, hex: linkHex({ ...linux(2, 4_190_208), type: 0x82 }, null) }],
};

function fitting(images: readonly PartitionImage[], staging = STAGING) {
  const plan = planPartitions(images, staging);
  assert.ok(plan.kind === 'fits', 'it fits');
  return plan;
}

/** A small generator of numbers, the same ones each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state;
  }
}

describe('the partitions of an image on a device', () => {
  it("are those of the research, on the seed's disk", () => {
    const { places, extended } = fitting(IMAGES);
    assert.deepEqual(
      [...places.map(({ start, length }) => [start, length]), [extended.start, extended.length]],
      [
        [8192, 81_920],
        [90_112, 2_048_000],
        [2_138_112, 2_048_000],
        [4_194_304, 40_960],
        [4_243_456, 25_116_672],
        [4_186_112, 29_366_272],
      ],
    );
  });

  it('have the numbers of Linux, with the staging partition where it was', () => {
    const plan = fitting(IMAGES);
    const found = partitionsOf(withPlan(plan, OLD));
    assert.deepEqual(
      found.map(({ number, start }) => [number, start]),
      [
        [1, 8192],
        [2, 90_112],
        [3, 2_138_112],
        [4, 4_186_112],
        [5, STAGING.start],
        [6, 4_194_304],
        [7, 4_243_456],
      ],
    );
    assert.deepEqual(
      plan.places.map(({ number, last }) => [number, last]),
      [
        [1, 1],
        [2, 2],
        [3, 3],
        [6, 5],
        [7, 6],
      ],
    );
    assert.equal(found.find(({ number }) => number === 5)?.length, STAGING.length);
  });

  it('fit to the last sector, and say how many bytes are missing', () => {
    const room = fitting(IMAGES).places.at(-1)?.length ?? 0;
    const with_ = (data: number) => imagesOf([40 * MIB, 1000 * MIB, 20 * MIB, data]);
    assert.equal(planPartitions(with_(room * 512), STAGING).kind, 'fits');
    assert.deepEqual(planPartitions(with_(room * 512 + 1), STAGING), {
      kind: 'short',
      missingBytes: 512,
    });
    assert.deepEqual(planPartitions(with_((room + 7) * 512), STAGING), {
      kind: 'short',
      missingBytes: 7 * 512,
    });
    assert.equal(planPartitions([], STAGING).kind, 'short');
  });
});

describe('the plan of any disk and any image', () => {
  it('overlaps nowhere, is aligned, and keeps the sectors of its chain out of partitions', () => {
    const random = numbers(20_261_128);
    const next = (most: number): number => random.next().value % most;
    let fits = 0;
    for (let count = 0; count < 3000; count += 1) {
      const images = imagesOf([
        1 + next(90 * MIB),
        1 + next(900 * MIB),
        1 + next(60 * MIB),
        1 + next(700 * MIB),
      ]);
      const staging = { start: 63 + next(60_000_000), length: 2048 + next(8_000_000) };
      const plan = planPartitions(images, staging);
      if (plan.kind === 'short') {
        assert.ok(plan.missingBytes > 0, 'something is missing');
        continue;
      }
      fits += 1;
      const parts = [...plan.places, { ...plan.staging, label: 'staging' }].toSorted(
        (a, b) => a.start - b.start,
      );
      for (const [index, { start, length }] of parts.entries()) {
        const behind = parts[index + 1];
        if (behind !== undefined)
          assert.ok(start + length <= behind.start, 'it ends before the next');
        for (const { lba } of plan.chain)
          assert.ok(lba < start || lba >= start + length, 'no sector of the chain lies in it');
      }
      for (const [index, { start, length, bytes }] of plan.places.entries()) {
        assert.equal(start % ALIGNMENT, 0);
        assert.ok(length * 512 >= bytes, `there is room for image ${String(index)}`);
      }
      for (const { lba } of plan.chain)
        assert.ok(
          lba >= plan.extended.start && lba < staging.start,
          'the chain is in the extended one',
        );
      const table = withPlan(plan, OLD);
      assert.ok(hasPlan(plan, table), 'it says the same afterwards');
      assert.deepEqual(planPartitions(images, staging), plan);
      assert.equal(new Set(plan.chain.map(({ lba }) => lba)).size, 3);
    }
    assert.ok(fits > 500, String(fits));
  });
});

describe('the sectors of the change', () => {
  const plan = fitting(IMAGES);

  it('are written from the end of the chain to its head, and the first of the disk last, with its boot code', () => {
    const sectors = sectorsOf(plan, OLD);
    assert.deepEqual(
      sectors.map(({ lba }) => lba),
      [4_239_360, 4_186_113, 4_186_112, 0],
    );
    assert.equal(sectors.at(-1)?.hex.slice(0, 892), 'ab'.repeat(446));
  });

  it('leave the old table as it was until the last one: a cut before it changes nothing that anybody reads', () => {
    // All of the chain lies in what was the old root.
    for (const { lba } of plan.chain) assert.ok(lba > 2048 && lba < 29_360_128, String(lba));
    assert.equal(hasPlan(plan, OLD), false);
    assert.equal(hasPlan(plan, { ...withPlan(plan, OLD), chain: OLD.chain }), false);
  });
});

describe('the staging partition, in the end', () => {
  const planned = withPlan(fitting(IMAGES), OLD);

  it('goes by one sector, and the others get the numbers that balenaOS knows', () => {
    const sector = dropFirst(planned);
    assert.equal(sector?.lba, 4_186_112);
    assert.deepEqual(
      partitionsOf(withoutFirst(planned)).map(({ number, start, length }) => [
        number,
        start,
        length,
      ]),
      [
        [1, 8192, 81_920],
        [2, 90_112, 2_048_000],
        [3, 2_138_112, 2_048_000],
        [4, 4_186_112, 29_366_272],
        [5, 4_194_304, 40_960],
        [6, 4_243_456, 25_116_672],
      ],
    );
  });

  it('goes once, and not from a table of another kind', () => {
    assert.equal(dropFirst(withoutFirst(planned)), null);
    assert.equal(dropFirst(OLD), null);
    assert.equal(withoutFirst(OLD), OLD);
  });
});

describe('the disk with all of its room', () => {
  const grown = withAllRoom(withoutFirst(withPlan(fitting(IMAGES), OLD)));

  it('has data and extended partition up to its end, and the others where they were', () => {
    assert.deepEqual(
      partitionsOf(grown).map(({ number, start, length }) => [number, start, length]),
      [
        [1, 8192, 81_920],
        [2, 90_112, 2_048_000],
        [3, 2_138_112, 2_048_000],
        [4, 4_186_112, OLD.sectors - 4_186_112],
        [5, 4_194_304, 40_960],
        [6, 4_243_456, OLD.sectors - 4_243_456],
      ],
    );
    assert.deepEqual(withAllRoom(grown), grown);
  });

  it('is nothing where there is no chain', () => {
    const none = { ...OLD, chain: [] };
    assert.equal(withAllRoom(none), none);
  });
});

describe('the picture of a disk', () => {
  it('has a line a partition', () => {
    assert.deepEqual(
      pictureOf([{ name: '/dev/sda1', what: 'resin-boot', start: 8192, length: 81_920 }]),
      ['/dev/sda1         8192        90111       40 MiB  resin-boot'],
    );
  });

  it('names types that people know, and numbers of others', () => {
    const of = (type: number): string =>
      typeText({ number: 1, start: 0, length: 1, isActive: false, type });
    assert.deepEqual([0x82, 0x83, 0x0f, 0x07].map(of), ['swap', 'Linux', 'extended', 'type 07']);
  });
});
