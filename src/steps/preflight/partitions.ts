import { extent } from '../../facts/disk.ts';
import { partitionTable } from '../../facts/partition-table.ts';
import type { Extent } from '../../commands/grub-config.ts';
import {
  ALIGNMENT,
  isExtended,
  partitionsOf,
  SECTOR_BYTES,
  type DiskTable,
  type Partition,
} from '../../model/disk-table.ts';
import {
  hasPlan,
  pictureOf,
  planPartitions,
  STAGING_NUMBER,
  typeText,
  type PartitionPlan,
} from '../../model/partition-plan.ts';
import { StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import { blocked, defineStep, satisfied, type Verdict } from '../../model/step.ts';
import { isFlashed, readImages, type OsImages } from '../images.ts';
import { partition } from '../target.ts';

/** balena's data expander looks for free room of more than this, and takes it with the numbers of the table that it finds. */
const EXPANDER_SECTORS = (10 * 2 ** 20) / SECTOR_BYTES;

/** Whether the image's partitions fit into what the old root leaves, before anything is changed, and what the disk will look like. */
export const partitionsStep = defineStep({
  id: 'preflight/partitions',
  title: 'Plan the partitions of the new system',
  on: 'old',
  interrupted: 'check-again',
  params: (vars) => {
    const images = readImages(vars);
    if (!isFlashed(images)) refusePaths(vars);
    return images;
  },
  facts: ({ target: { disk, staging } }) => ({
    table: partitionTable(disk),
    staging: extent(staging),
  }),
  check: ({ table, staging }, params) => {
    if (table === null || staging === null)
      return blocked(
        `${params.target.disk} has no partition table of the MBR kind with ${params.target.staging} in it`,
        'Set stem_disk; disks with a GPT can not be migrated.',
      );
    if (isFlashed(params)) return fitsOnRoot(table, params);
    const plan = planPartitions(params.images, staging);
    return (
      whyNot(table, staging, params) ??
      (plan.kind === 'short'
        ? blocked(
            `the image does not fit in front of ${params.target.staging}: ${String(plan.missingBytes)} bytes are missing`,
            'Use an image with smaller partitions, or a device with a larger disk.',
          )
        : satisfied('the five partitions fit'))
    );
  },
  picture: ({ table, staging }, params) =>
    table === null || staging === null || isFlashed(params) ? [] : drawn(table, staging, params),
  apply: () => [],
  expect: (facts) => facts,
  verify: () => ({ ok: true }),
  rollback: { kind: 'nothing-to-undo', because: 'questions change nothing' },
});

/** They would come back below `/`, where an image is read-only. @throws StemError VARS_INVALID */
function refusePaths({ stem_backup_paths: paths }: Vars): void {
  if (paths === undefined || paths === '') return;
  throw new StemError(
    'stem_backup_paths can not be brought back on a balenaOS, whose root is read-only',
    {
      code: 'VARS_INVALID',
      hint: 'Name them in stem_backup_volumes, with the volume that each goes into.',
    },
  );
}

/** The table has what the migration knows, and nothing that somebody would miss. */
function whyNot(
  table: DiskTable,
  staging: Extent,
  { target: { disk, root, staging: device } }: OsImages,
): Verdict | null {
  const found = partitionsOf(table);
  const rest = table.sectors - staging.start - staging.length;
  const name = (one: Partition): string => partition(disk, one.number);
  const known = (one: Partition): boolean =>
    name(one) === root || name(one) === device || isExtended(one.type);
  const stranger = found.find((one) => !known(one));
  if (stranger !== undefined)
    return blocked(
      `${name(stranger)} (${typeText(stranger)}) is on ${disk} as well, and the image needs its place`,
      'Save what it holds and remove it, or migrate this device with a bundle of layout "root".',
    );
  if (device !== partition(disk, STAGING_NUMBER))
    return blocked(
      `${device} is not ${partition(disk, STAGING_NUMBER)}: the new table has the staging partition there`,
      'Migrate this device with a bundle of layout "root".',
    );
  return rest > EXPANDER_SECTORS
    ? blocked(
        `${String(rest * SECTOR_BYTES)} bytes behind ${device} belong to no partition: the new system would take them on its first boot, with the staging partition still in the way`,
        'Have the swap partition end where the disk does, or migrate this device with a bundle of layout "root".',
      )
    : null;
}

/** One image in the place of the old root: the table stays. */
function fitsOnRoot(table: DiskTable, { target: { disk, root }, images }: OsImages): Verdict {
  const room = partitionsOf(table).find(({ number }) => partition(disk, number) === root);
  const bytes = (room?.length ?? 0) * SECTOR_BYTES;
  const missing = (images[0]?.bytes ?? 0) - bytes;
  return missing > 0
    ? blocked(
        `the image does not fit on ${root}: ${String(missing)} bytes are missing`,
        'Use a smaller image, or a device with a larger disk.',
      )
    : satisfied(`the image fits on ${root}`);
}

function drawn(table: DiskTable, staging: Extent, params: OsImages): readonly string[] {
  const { disk } = params.target;
  const plan = planPartitions(params.images, staging);
  const now = partitionsOf(table).map((one) => ({
    ...one,
    name: partition(disk, one.number),
    what: typeText(one),
  }));
  return [
    `${disk}, ${String(table.sectors)} sectors of 512 bytes: partition, first and last sector, size`,
    hasPlan(plan, table) ? 'now, as planned:' : 'before:',
    ...pictureOf(now.toSorted(byStart)),
    ...after(plan, table, disk),
  ];
}

const byStart = (a: Partition | { start: number }, b: Partition | { start: number }): number =>
  a.start - b.start;

function after(plan: PartitionPlan, { sectors }: DiskTable, disk: string): readonly string[] {
  if (plan.kind === 'short') return [];
  const rows = plan.places.map((place) => ({
    ...place,
    name: partition(disk, place.last),
    what: place.label,
  }));
  const last = rows.at(-1);
  const end = Math.floor(sectors / ALIGNMENT) * ALIGNMENT;
  const grown = rows.map((row) =>
    row === last ? { ...row, length: Math.max(row.length, end - row.start) } : row,
  );
  const extended = {
    start: plan.extended.start,
    length: Math.max(plan.extended.length, end - plan.extended.start),
    name: partition(disk, 4),
    what: 'extended',
  };
  return [
    'after, when its data partition has grown over the staging partition:',
    ...pictureOf([...grown, extended].toSorted(byStart)),
  ];
}
