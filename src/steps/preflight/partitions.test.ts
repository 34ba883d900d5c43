import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  BALENA_OS,
  OS_IMAGES,
  PLANNED_IMAGES,
  SEED_DISK,
  STAGING_PLACE,
} from '../../../test/fakes/balena.ts';
import { linkHex, tableHex, withTable, type DiskTable } from '../../model/disk-table.ts';
import { planPartitions, withPlan } from '../../model/partition-plan.ts';
import type { Vars } from '../../model/params.ts';
import { partitionsStep } from './partitions.ts';

const PARAMS = partitionsStep.params(BALENA_OS);
const FACTS = { table: SEED_DISK, staging: STAGING_PLACE };
const check = (facts: Partial<typeof FACTS> | object, vars: Vars = {}) =>
  partitionsStep.check({ ...FACTS, ...facts }, partitionsStep.params({ ...BALENA_OS, ...vars }));
const plan = planPartitions(PLANNED_IMAGES, STAGING_PLACE);
assert.ok(plan.kind === 'fits', 'it fits');

describe('preflight/partitions', () => {
  it('is satisfied where the five partitions fit, and changes nothing', () => {
    assert.deepEqual(check({}), { kind: 'satisfied', because: 'the five partitions fit' });
    assert.deepEqual(partitionsStep.apply(FACTS, PARAMS), []);
    assert.equal(partitionsStep.expect(FACTS, PARAMS), FACTS);
    assert.deepEqual(partitionsStep.verify(FACTS, PARAMS, []), { ok: true });
  });

  it('is blocked where the disk has no table that it knows', () => {
    for (const facts of [{ table: null }, { staging: null }])
      assert.equal(
        check(facts).because,
        '/dev/sda has no partition table of the MBR kind with /dev/sda5 in it',
      );
  });

  it('says how many bytes are missing, to the sector', () => {
    const room = plan.places.at(-1)?.length ?? 0;
    const withData = (bytes: number) =>
      check({}, { os_images: [...OS_IMAGES.slice(0, 4), { ...OS_IMAGES[4], bytes }] });
    assert.equal(withData(room * 512).kind, 'satisfied');
    assert.equal(
      withData(room * 512 + 1).because,
      'the image does not fit in front of /dev/sda5: 512 bytes are missing',
    );
  });
});

describe('preflight/partitions, on a disk with something else', () => {
  it('is blocked by a partition that somebody would miss', () => {
    const table: DiskTable = {
      ...SEED_DISK,
      first: withTable(
        SEED_DISK.first,
        tableHex([
          { start: 2048, length: 4096, type: 0x83, isActive: true },
          { start: 29_362_174, length: 4_190_210, type: 5, isActive: false },
          { start: 8192, length: 4096, type: 7, isActive: false },
        ]),
      ),
    };
    assert.equal(
      check({ table }).because,
      '/dev/sda3 (type 07) is on /dev/sda as well, and the image needs its place',
    );
    const [link = assert.fail()] = SEED_DISK.chain;
    const two = linkHex(
      { start: 2, length: 8, type: 0x82, isActive: false },
      { start: 100, length: 8 },
    );
    const second = linkHex({ start: 2, length: 8, type: 0x83, isActive: false }, null);
    const chain = [
      { ...link, hex: two },
      { lba: link.lba + 100, hex: second },
    ];
    assert.match(check({ table: { ...SEED_DISK, chain } }).because, /^\/dev\/sda6 \(Linux\)/);
  });

  it('is blocked where the staging partition would change its name, or has free room behind it', () => {
    assert.match(
      check({}, { stem_staging_partition: '/dev/sda2' }).because,
      /^\/dev\/sda5 \(swap\) is on \/dev\/sda as well/,
    );
    const first = tableHex([
      { start: 2048, length: 4096, type: 0x83, isActive: true },
      { ...STAGING_PLACE, type: 0x82, isActive: false },
    ]);
    const primary = { ...SEED_DISK, first: withTable(SEED_DISK.first, first), chain: [] };
    assert.match(
      check({ table: primary }, { stem_staging_partition: '/dev/sda2' }).because,
      /^\/dev\/sda2 is not \/dev\/sda5/,
    );
    const sectors = SEED_DISK.sectors + 20_481;
    assert.match(
      check({ table: { ...SEED_DISK, sectors } }).because,
      /^\d+ bytes behind \/dev\/sda5 belong to no partition/,
    );
    assert.equal(
      check({
        table: { ...SEED_DISK, sectors: STAGING_PLACE.start + STAGING_PLACE.length + 20_480 },
      }).kind,
      'satisfied',
    );
  });
});

describe('the drawing of the partitions', () => {
  it('has what is, and what will be when the data has grown', () => {
    assert.deepEqual(partitionsStep.picture?.(FACTS, PARAMS), [
      '/dev/sda, 33554432 sectors of 512 bytes: partition, first and last sector, size',
      'before:',
      '/dev/sda1         2048     29360127    14335 MiB  Linux',
      '/dev/sda2     29362174     33552383     2046 MiB  extended',
      '/dev/sda5     29362176     33552383     2046 MiB  swap',
      'after, when its data partition has grown over the staging partition:',
      '/dev/sda1         8192        90111       40 MiB  resin-boot',
      '/dev/sda2        90112      2138111     1000 MiB  resin-rootA',
      '/dev/sda3      2138112      4186111     1000 MiB  resin-rootB',
      '/dev/sda4      4186112     33554431    14340 MiB  extended',
      '/dev/sda5      4194304      4235263       20 MiB  resin-state',
      '/dev/sda6      4243456     33554431    14312 MiB  resin-data',
    ]);
  });

  const picture = (facts: Parameters<typeof partitionsStep.check>[0]): readonly string[] =>
    partitionsStep.picture?.(facts, PARAMS) ?? [];

  it('says where the disk has it already, and draws nothing that can not be', () => {
    const planned = { ...FACTS, table: withPlan(plan, SEED_DISK) };
    assert.equal(picture(planned)[1], 'now, as planned:');
    assert.deepEqual(picture({ ...FACTS, table: null }), []);
    const short = { ...FACTS, staging: { start: 9000, length: 8 } };
    assert.equal(picture(short).length, 5);
  });
});

describe('the one image of a flasher', () => {
  const vars = (bytes: number): Vars => ({
    os_images: [{ ...OS_IMAGES[1], number: 1, label: 'stem-root', bytes }],
  });

  it('has the room of the old root, and no drawing', () => {
    const room = 29_358_080 * 512;
    assert.deepEqual(check({}, vars(room)), {
      kind: 'satisfied',
      because: 'the image fits on /dev/sda1',
    });
    assert.equal(
      check({}, vars(room + 1)).because,
      'the image does not fit on /dev/sda1: 1 bytes are missing',
    );
    assert.equal(check({}, { ...vars(1), stem_root_partition: '/dev/sda9' }).kind, 'blocked');
    const params = partitionsStep.params({ ...BALENA_OS, ...vars(1) });
    assert.deepEqual(partitionsStep.picture?.(FACTS, params), []);
  });
});
