import { createHash } from 'node:crypto';

import { CORE_SECTOR, OLD_SECTOR } from '../../../src/commands/grub-config.ts';
import { STAGING_LABEL } from '../../../src/model/paths.ts';
import type { Facts } from './classes.ts';
import type { Sectors } from './disk.ts';
import { readExt4, type Ext4, type HashCache } from './ext4.ts';
import { newDigest, oldDigest, rootFacts, type RootReference } from './look-at-root.ts';
import { stageFiles, stagingFacts, type StageFiles } from './look-at-staging.ts';
import { readTable, type Partition } from './table.ts';

const POINTER_AT = 0x5c;
/** The boot code of the first sector; the disk's identifier and the table follow. */
const CODE_END = 440;
/** From the sector behind the first to the one that the saved copy takes. */
const OLD_CORE = [1, OLD_SECTOR - 1] as const;

/** Where things lie on the recorded device before its migration. */
export interface Layout {
  readonly root: Partition;
  readonly staging: Partition;
  /** First sector of the first partition. */
  readonly gap: number;
}

/** What the device was before its migration. */
export interface Before {
  readonly layout: Layout;
  readonly firstSector: Buffer;
  /** Of the sectors from 1 on that the old core may have. */
  readonly oldCore: string;
  readonly oldUuid: string;
  readonly oldFiles: string;
  /** Where ours goes, as it was. */
  readonly noCore: string;
}

/** What the states of the disk are compared with. */
export interface Reference extends Before, RootReference {
  readonly ourCore: string;
  readonly stage: StageFiles;
}

export function lookBefore(disk: Sectors, cache: HashCache): Before {
  const [root, , , , staging] = readTable(disk);
  if (root === undefined || staging === undefined) throw new Error('it is no disk of a lab device');
  const layout = { root, staging, gap: root.start };
  const old = readExt4({ disk, start: root.start, cache });
  const oldFiles = old === null ? null : oldDigest(old);
  if (old === null || oldFiles === null) throw new Error('the old root has no GRUB');
  const oldCore = hashOf(disk, cache, OLD_CORE);
  const noCore = hashOf(disk, cache, ourCoreOf(layout));
  return { layout, firstSector: disk.read(0, 1), oldCore, oldUuid: old.uuid, oldFiles, noCore };
}

/** What boots the environment and the trial, while it is there. */
export function lookAtStage(disk: Sectors, layout: Layout, cache: HashCache): StageFiles {
  return stageFiles(readExt4({ disk, start: layout.staging.start, cache }));
}

export function lookAtEnd(
  disk: Sectors,
  layout: Layout,
  cache: HashCache,
): Pick<Reference, 'ourCore' | 'newFiles'> {
  const fs = readExt4({ disk, start: layout.root.start, cache });
  return {
    ourCore: hashOf(disk, cache, ourCoreOf(layout)),
    newFiles: fs === null ? null : newDigest(fs),
  };
}

/** All that decides where this disk boots. */
export function look(disk: Sectors, reference: Reference, cache: HashCache): Facts {
  const { layout } = reference;
  const partitions = readTable(disk);
  const root = readExt4({ disk, start: layout.root.start, cache });
  const stage = readExt4({ disk, start: layout.staging.start, cache });
  const isListed = partitions.some((one) => one?.start === layout.staging.start);
  return {
    ...lookAtGap(disk, reference, cache),
    table: tableOf(partitions, layout),
    ...rootFacts(root, reference),
    ...stagingFacts(stage, reference.stage),
    staging: waysTo(stage, isListed),
  };
}

function lookAtGap(
  disk: Sectors,
  reference: Reference,
  cache: HashCache,
): Pick<Facts, 'starts' | 'oldCore' | 'ourCore' | 'savedSector'> {
  const { layout, firstSector } = reference;
  const saved = disk.read(OLD_SECTOR, 1);
  const hash = hashOf(disk, cache, ourCoreOf(layout));
  const isWhole = hash === reference.ourCore;
  return {
    starts: startsOf(disk.read(0, 1), firstSector),
    oldCore: hashOf(disk, cache, OLD_CORE) === reference.oldCore,
    ourCore: isWhole ? 'whole' : hash === reference.noCore ? 'none' : 'part',
    savedSector: saved.equals(firstSector)
      ? 'whole'
      : saved.every((byte) => byte === 0)
        ? 'none'
        : 'other',
  };
}

function startsOf(sector: Buffer, before: Buffer): Facts['starts'] {
  const sameCode =
    sector.subarray(0, POINTER_AT).equals(before.subarray(0, POINTER_AT)) &&
    sector.subarray(POINTER_AT + 8, CODE_END).equals(before.subarray(POINTER_AT + 8, CODE_END)) &&
    sector.readUInt16LE(510) === 0xaa55;
  if (!sameCode) return 'none';
  const pointer = sector.readBigUInt64LE(POINTER_AT);
  if (pointer === before.readBigUInt64LE(POINTER_AT)) return 'old core';
  return pointer === BigInt(CORE_SECTOR) ? 'our core' : 'none';
}

function tableOf(partitions: readonly (Partition | undefined)[], layout: Layout): Facts['table'] {
  const [root, ...others] = partitions;
  if (root?.start !== layout.root.start || root.sectors < layout.root.sectors) return 'other';
  const isGrown = root.sectors > layout.root.sectors;
  const rest = others.filter((one) => one !== undefined);
  if (rest.length === 0) return isGrown ? 'root alone, grown' : 'root alone';
  const staging = partitions[4];
  const isBefore =
    staging?.start === layout.staging.start && staging.sectors === layout.staging.sectors;
  return isBefore && !isGrown ? 'as before' : 'other';
}

const ourCoreOf = ({ gap }: Layout): readonly [number, number] => [CORE_SECTOR, gap - CORE_SECTOR];

function waysTo(fs: Ext4 | null, isListed: boolean): Facts['staging'] {
  if (fs === null) return 'none';
  return isListed && fs.label === STAGING_LABEL ? 'by label' : 'by place';
}

/** Read once while nothing changes there. */
function hashOf(
  disk: Sectors,
  cache: HashCache,
  [sector, count]: readonly [number, number],
): string {
  const key = `sectors ${String(sector)}+${String(count)}`;
  const version = disk.version(sector, count);
  const known = cache.get(key);
  disk.note(sector, count);
  if (version !== undefined && known !== undefined && known.version >= version) return known.hash;
  const hash = createHash('sha256').update(disk.read(sector, count)).digest('hex');
  if (version !== undefined) cache.set(key, { hash, version });
  return hash;
}
