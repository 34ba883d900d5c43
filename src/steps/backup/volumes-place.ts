import type { Extent } from '../../commands/grub-config.ts';
import { partitionTable } from '../../facts/partition-table.ts';
import { extent } from '../../facts/disk.ts';
import { UNCOUNTED, volumeSizes, type Sizes } from '../../facts/preflight/customer.ts';
import { volumeItems, type VolumeItem } from '../../model/backup-volumes.ts';
import { SECTOR_BYTES, type DiskTable } from '../../model/disk-table.ts';
import { readVars, type Vars } from '../../model/params.ts';
import { planPartitions } from '../../model/partition-plan.ts';
import { blocked, defineStep, satisfied, type Verdict } from '../../model/step.ts';
import { readImages, type OsImages } from '../images.ts';
import { planRoom, readRoom, type RoomVars } from '../room.ts';

/** @throws StemError VARS_INVALID */
export const readVolumeItems = (vars: Vars): readonly VolumeItem[] =>
  readVars<{ backup_volumes: readonly VolumeItem[] }>(vars, { backup_volumes: volumeItems })
    .backup_volumes;

const sourcesOf = (items: readonly VolumeItem[]): readonly string[] =>
  items.map(({ source }) => source);

/**
 * Says before the first write whether the archive of the volumes fits: on the staging partition, and on the new system's data
 * partition with all that is in it, since the supervisor unpacks it there. A filter is not counted: it only makes it less.
 */
export const volumesPlaceStep = defineStep({
  id: 'backup/volumes-place',
  title: 'Count what goes into the volumes',
  on: 'old',
  interrupted: 'check-again',
  params: (vars) => ({
    ...readImages(vars),
    items: readVolumeItems(vars),
    // It travels on the device alone.
    room: { ...readRoom(vars), stem_backup_to: 'staging' as const },
  }),
  facts: ({ target, items }) => ({
    sizes: {
      ...volumeSizes(target.root, target.staging, sourcesOf(items)),
      toKeep: () => UNCOUNTED,
    },
    table: partitionTable(target.disk),
    staging: extent(target.staging),
  }),
  check: (facts, params) => absentOrUnknown(facts.sizes) ?? roomFor(facts, params),
  apply: () => [],
  expect: (facts) => facts,
  verify: () => ({ ok: true }),
  rollback: { kind: 'nothing-to-undo', because: 'questions change nothing' },
});

/** Not counted: then nothing can be said of room. */
function absentOrUnknown({ paths, absent, outside }: Sizes): Verdict | null {
  if (absent.length > 0)
    return blocked(
      `stem_backup_volumes has what is not there: ${absent.join(', ')}`,
      'Correct stem_backup_volumes for this device.',
    );
  if (outside.length > 0)
    return blocked(
      `the archive of stem_backup_volumes would not have ${outside.join(', ')}`,
      'Name it in stem_backup_volumes as well.',
    );
  return paths === null
    ? blocked(
        'the size of what stem_backup_volumes names could not be told within a minute',
        'Name fewer files, or only those that are needed.',
      )
    : null;
}

interface Found {
  readonly sizes: Sizes;
  readonly table: DiskTable | null;
  readonly staging: Extent | null;
}

interface Params extends OsImages {
  readonly items: readonly VolumeItem[];
  readonly room: RoomVars;
}

function roomFor({ sizes, table, staging }: Found, params: Params): Verdict {
  const { rootBytes, stagingBytes, paths } = sizes;
  const { target, items, images, room } = params;
  if (rootBytes === null || stagingBytes === null || table === null || staging === null)
    return blocked('the sizes of the partitions are not known', LOOK);
  const plan = planRoom({ rootBytes, stagingBytes }, room, paths);
  if (plan.staging.missingBytes > 0) return short(plan.staging.missingBytes, target.staging);
  const free = dataRoom(images, staging);
  const missing = plan.archiveBytes + (paths?.diskBytes ?? 0) - free;
  if (missing > 0) return short(missing, 'the data partition of the new system');
  const volumes = new Set(items.map(({ volume }) => volume));
  return satisfied(`at most ${String(plan.archiveBytes)} bytes, for ${[...volumes].join(', ')}`);
}

/** What the new data partition has beside its image, while the staging partition is still there. */
function dataRoom(images: OsImages['images'], staging: Extent): number {
  const plan = planPartitions(images, staging);
  const data = plan.kind === 'short' ? undefined : plan.places.at(-1);
  return (data?.length ?? 0) * SECTOR_BYTES - (images.at(-1)?.bytes ?? 0);
}

const LOOK = 'Set stem_disk, stem_root_partition and stem_staging_partition.';

const short = (missing: number, where: string): Verdict =>
  blocked(
    `${String(missing)} bytes are missing on ${where}`,
    'Take something out of stem_backup_volumes, or build a smaller bundle.',
  );
