import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PLANNED_IMAGES, rowsOf } from '../../test/fakes/balena.ts';
import { ALIGNMENT, linkHex, tableHex, type DiskTable, type Stretch } from './disk-table.ts';
import {
  dropFirst,
  hasPlan,
  planPartitions,
  sectorsOf,
  withAllRoom,
  withoutFirst,
  withPlan,
  type PartitionImage,
  type PartitionPlan,
} from './partition-plan.ts';

/** Marsaglia's xorshift: the same numbers each time. */
function random(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % most;
  };
}

/** A disk with a root and, at its end, a swap partition in an extended one; and images of any size. */
interface Case {
  readonly staging: Stretch;
  readonly old: DiskTable;
  readonly images: readonly PartitionImage[];
}

const SIZES = [128, 2048, 2048, 256, 4096] as const;

function caseOf(next: (most: number) => number): Case {
  const staging = { start: 2_000_000 + next(120_000_000), length: 8 + next(9_000_000) };
  const gap = [2, 63, 2048][next(3)] ?? 2;
  const sectors = staging.start + staging.length + next(20_000);
  const extended = { start: staging.start - gap, length: staging.length + gap };
  return {
    staging,
    old: {
      sectors,
      first:
        'c0'.repeat(446) +
        tableHex([
          { start: 2048, length: extended.start - 2048, type: 0x83, isActive: true },
          { ...extended, type: 0x05, isActive: false },
        ]),
      chain: [
        {
          lba: extended.start,
          hex: linkHex({ start: gap, length: staging.length, type: 0x82, isActive: false }, null),
        },
      ],
    },
    images: PLANNED_IMAGES.map((image, index) => ({
      ...image,
      bytes: 2 ** 20 + next((SIZES[index] ?? 1) * 2 ** 20),
    })),
  };
}

type Fitting = Extract<PartitionPlan, { kind: 'fits' }>;

function forAll(law: (plan: Fitting, one: Case) => void): void {
  const next = random(0x5eed);
  let count = 0;
  for (let tries = 0; tries < 1500; tries += 1) {
    const one = caseOf(next);
    const plan = planPartitions(one.images, one.staging);
    if (plan.kind === 'short') continue;
    count += 1;
    law(plan, one);
  }
  assert.ok(count > 500, `only ${String(count)} fit`);
}

describe('for any disk and any images', () => {
  it('the table reads as what was planned, with the staging partition as it was', () => {
    forAll((plan, { old, staging }) => {
      const rows = rowsOf(withPlan(plan, old));
      assert.deepEqual(rows, [
        ...plan.places.slice(0, 3).map(({ start, length }, index) => [index + 1, start, length]),
        [4, plan.extended.start, plan.extended.length],
        [5, staging.start, staging.length],
        ...plan.places.slice(3).map(({ start, length }, index) => [index + 6, start, length]),
      ]);
      for (const [number = 0, start = 0, length = 0] of rows)
        if (number > 4)
          assert.ok(
            start > plan.extended.start &&
              start + length <= plan.extended.start + plan.extended.length,
            'logical partitions lie in the extended one',
          );
    });
  });

  it('nothing that is written before the first sector is read by the old table', () => {
    forAll((plan, { old, staging }) => {
      const sectors = sectorsOf(plan, old);
      assert.equal(sectors.at(-1)?.lba, 0);
      const read = [0, ...old.chain.map(({ lba }) => lba)];
      for (const { lba } of sectors.slice(0, -1)) {
        assert.ok(!read.includes(lba), 'it is no sector of the old table');
        assert.ok(lba >= ALIGNMENT, 'nor one where a loader lies');
        assert.ok(lba < staging.start, 'nor one of the staging partition');
      }
      assert.equal(hasPlan(plan, old), false);
      assert.ok(hasPlan(plan, withPlan(plan, old)), 'it is there in the end');
    });
  });
});

describe('for any disk and any images, in the end', () => {
  it('every partition keeps its place when the staging partition goes, and only that one goes', () => {
    forAll((plan, { old }) => {
      const planned = withPlan(plan, old);
      const sector = dropFirst(planned);
      assert.equal(sector?.lba, plan.extended.start);
      const rows = rowsOf(withoutFirst(planned));
      assert.deepEqual(
        rows.slice(4),
        plan.places.slice(3).map(({ start, length, last }) => [last, start, length]),
      );
      assert.equal(dropFirst(withoutFirst(planned)), null);
    });
  });

  it('the data partition grows up to the end of the disk, and over nothing else', () => {
    forAll((plan, { old }) => {
      const before = withoutFirst(withPlan(plan, old));
      const after = rowsOf(withAllRoom(before));
      assert.deepEqual(
        after.filter(([number]) => number !== 4 && number !== 6),
        rowsOf(before).filter(([number]) => number !== 4 && number !== 6),
      );
      for (const [, start = 0, length = 0] of after.filter(([number = 0]) =>
        [4, 6].includes(number),
      ))
        assert.equal(start + length, old.sectors);
    });
  });
});

describe('the border of what fits', () => {
  it('is told to the byte: with what is missing less it fits, and not with a sector less than that', () => {
    const next = random(4711);
    let count = 0;
    for (let tries = 0; tries < 600; tries += 1) {
      const { images, staging } = caseOf(next);
      const small = { ...staging, start: 1_000_000 + next(9_000_000) };
      const plan = planPartitions(images, small);
      if (plan.kind === 'fits') continue;
      const sectors = plan.missingBytes / 512;
      const [data = assert.fail()] = images.slice(-1);
      const length = Math.ceil(data.bytes / 512);
      if (length <= sectors) continue;
      count += 1;
      const withLength = (left: number) =>
        planPartitions([...images.slice(0, -1), { ...data, bytes: left * 512 }], small);
      assert.equal(withLength(length - sectors).kind, 'fits');
      assert.deepEqual(withLength(length - sectors + 1), { kind: 'short', missingBytes: 512 });
    }
    assert.ok(count > 50, `only ${String(count)} were short by less than the data`);
  });
});
