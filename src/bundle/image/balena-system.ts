import { IMAGES_OF, type ImagePlace } from '../../model/manifest.ts';
import type { Disk } from './disk.ts';
import { findFileSystems, type FoundPartition } from './found-file-systems.ts';
import { imageInFlasher, isFlasher } from './flasher.ts';
import { assertCanBeReached, layersOf } from './hostapp.ts';
import { imageError } from './image-error.ts';
import { readLoader } from './loader.ts';
import { balenaFacts } from './os-facts.ts';
import { releaseVolumes } from './release-volumes.ts';
import type { System } from './system.ts';
import { readTable, type PartitionTable } from './table.ts';
import type { Workshop } from './workshop.ts';

/** Finds balenaOS in a disk image, or in the one that a flasher would write. @throws StemError BUNDLE_INVALID */
export async function balenaSystem(disk: Disk, workshop: Workshop): Promise<System> {
  const outer = await lookInto(disk);
  if (!isFlasher(outer.found)) return systemIn(disk, outer);
  const inner = await imageInFlasher(disk, outer.found, workshop);
  const seen = await lookInto(inner);
  if (isFlasher(seen.found)) throw imageError(inner.shown, 'is a flasher as well');
  return systemIn(inner, seen);
}

interface Seen {
  readonly table: PartitionTable;
  readonly found: readonly FoundPartition[];
}

async function lookInto(disk: Disk): Promise<Seen> {
  const table = await readTable(disk);
  if (table === null)
    throw imageError(disk.shown, 'is no image of a disk: it has no partition table');
  return { table, found: await findFileSystems(disk, table) };
}

async function systemIn(disk: Disk, { table, found }: Seen): Promise<System> {
  const five = IMAGES_OF.balena.map((place) => ({ place, found: theOne(disk, place, found) }));
  const [boot, root, , , data] = five;
  if (boot?.found.fileSystem.kind !== 'vfat' || root === undefined || data === undefined)
    throw new RangeError('balenaOS has five partitions, the first is FAT');
  const loader = await readLoader(disk, table);
  const rootA = { disk, place: root.found.partition };
  const layers = await layersOf(rootA);
  await assertCanBeReached(rootA, layers);
  const preloaded = await releaseVolumes({ disk, place: data.found.partition });
  const facts = await balenaFacts({ disk, fat: boot.found.fileSystem.fat }, rootA, layers);
  return {
    disk,
    os: {
      ...{ ...facts, layout: 'balena' },
      ...preloaded,
    },
    images: five.map(({ place, found: { partition } }) => ({ place, span: partition })),
    loader,
  };
}

function theOne(
  disk: Disk,
  { label, fileSystem }: ImagePlace,
  found: readonly FoundPartition[],
): FoundPartition {
  const named = found.filter((each) => each.label === label);
  const [one] = named;
  if (one === undefined)
    throw imageError(disk.shown, `has no partition ${label}; it has ${labelsOf(found)}`);
  if (named.length > 1)
    throw imageError(disk.shown, `has ${String(named.length)} partitions with the label ${label}`);
  if (one.fileSystem.kind !== fileSystem)
    throw imageError(disk.shown, `has no ${fileSystem} file system in its partition ${label}`);
  return one;
}

const labelsOf = (found: readonly FoundPartition[]): string =>
  found
    .map(({ label, partition }) =>
      label === ''
        ? `partition ${String(partition.number)} without a label`
        : JSON.stringify(label),
    )
    .join(', ');
