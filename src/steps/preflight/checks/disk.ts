import {
  blockDevices,
  bootSector,
  disks,
  holders,
  rootFileSystem,
  table,
  type Part,
  type Table,
} from '../../../facts/preflight/disk.ts';
import {
  block,
  defineCheck,
  fine,
  judgeBy,
  listText,
  sizeText,
  type Check,
  type Situation,
} from '../check.ts';

const SECTOR = 512;
/** Our core image lies in sectors 1023 and up, before the first partition. */
const FIRST_START = 2048;
/** For a GRUB entry, its grubenv and a copy of fstab. */
const MIN_FREE_BYTES = 16 * 2 ** 20;
const EXTENDED = ['5', 'f', '85'];
const NOT_PLAIN = /^(crypt|lvm|raid\d+|linear|dm|mpath|dmraid)$/;
const NOT_PLAIN_FS =
  /^(LVM2_member|crypto_LUKS|linux_raid_member|zfs_member|bcache|isw_raid_member|ddf_raid_member)$/;

const bootSectorCheck = defineCheck({
  id: 'P06',
  title: 'MBR',
  level: 'block',
  prevents: 'Boot code written into a disk whose table is not an MBR.',
  hint: 'Leave this device out: only disks with an MBR are supported.',
  fact: ({ target }) => bootSector(target.disk),
  judge: ({ signature, types, hasGpt }, { target }) =>
    judgeBy(
      [
        [signature === '', () => block(`The first sector of ${target.disk} cannot be read.`)],
        [
          signature !== '55aa',
          () => block(`The first sector of ${target.disk} ends in ${signature}, not in 55aa.`),
        ],
        [hasGpt || types.includes('ee'), () => block(`${target.disk} has a GPT.`)],
      ],
      () => fine(`${target.disk} has an MBR with the types ${types.join(' ')}.`),
    ),
});

const tableCheck = defineCheck({
  id: 'P07',
  title: 'Partition table',
  level: 'block',
  prevents: 'Writing to a disk that is laid out differently from what was planned.',
  hint: 'Set stem_root_partition and stem_staging_partition, or leave this device out.',
  fact: ({ target }) => table(target.disk),
  judge: (answer, situation) => {
    const problem = tableProblem(answer, situation);
    if (problem !== null) return block(problem);
    const { parts, diskId } = answer;
    const shape = parts.map(
      ({ device, type, start, sectors }) =>
        `${device} (${type}) ${String(start)}+${String(sectors)}`,
    );
    return fine(`Disk ${diskId}, partitions by sectors: ${listText(shape)}.`);
  },
});

function tableProblem(
  { parts, sectorBytes }: Table,
  { target, ...sizes }: Situation,
): string | null {
  if (parts.length === 0) return `The partition table of ${target.disk} cannot be read.`;
  if (sectorBytes !== SECTOR)
    return `The disk's sectors have ${String(sectorBytes)} bytes, not 512.`;
  const [root, staging] = [target.root, target.staging].map((device) =>
    parts.find((part) => part.device === device),
  );
  if (root?.type !== '83')
    return `${target.root} is ${typeText(root)}, not a Linux partition (83).`;
  if (staging === undefined || !['82', '83'].includes(staging.type))
    return `${target.staging} is ${typeText(staging)}, not a swap partition (82).`;
  return placeProblem(parts, [root, staging]) ?? sizeProblem(root, sizes.os_minimum_bytes);
}

const typeText = (part: Part | undefined): string =>
  part === undefined ? 'not in the table' : `of type ${part.type}`;

function placeProblem(parts: readonly Part[], ours: readonly Part[]): string | null {
  const first = Math.min(...parts.map(({ start }) => start));
  if (first < FIRST_START)
    return `The first partition starts at sector ${String(first)}: there is no room for a boot loader before sector 2048.`;
  const others = parts.filter((part) => !ours.includes(part) && !EXTENDED.includes(part.type));
  if (others.length > 0)
    return `The table has more than a root and a swap partition: ${listText(others.map(({ device, type }) => `${device} (${type})`))}.`;
  const [one, two] = [...ours].sort((a, b) => a.start - b.start);
  return one !== undefined && two !== undefined && one.start + one.sectors > two.start
    ? `${one.device} and ${two.device} overlap.`
    : null;
}

const sizeProblem = (root: Part, least: number): string | null =>
  root.sectors * SECTOR < least
    ? `${root.device} has ${sizeText(root.sectors * SECTOR)}, the new system needs ${sizeText(least)}.`
    : null;

const rootCheck = defineCheck({
  id: 'P08',
  title: 'Root file system',
  level: 'block',
  prevents:
    'Replacing a partition that is not the old root, and an old root too full for a boot entry.',
  hint: 'Set stem_root_partition to the partition that holds / and /boot, or free some space there.',
  fact: ({ target }) => rootFileSystem(target.root),
  judge: ({ device, type, isWritable, isTarget, isBootSeparate, freeBytes }, { target }) =>
    judgeBy(
      [
        [
          !isTarget,
          () =>
            block(
              `/ lies on ${device === '' ? 'an unknown device' : device}, not on ${target.root}.`,
            ),
        ],
        [type !== 'ext4', () => block(`/ is ${type}, not ext4.`)],
        [isBootSeparate, () => block('/boot/grub lies on another partition than /.')],
        [
          !isWritable,
          () =>
            block('/ is mounted read-only.', 'Find out why: a disk with errors is remounted so.'),
        ],
        [
          freeBytes === null || freeBytes < MIN_FREE_BYTES,
          () =>
            block(
              `/ has ${sizeText(freeBytes ?? 0)} free, ${sizeText(MIN_FREE_BYTES)} are needed.`,
              'Free some space on /.',
            ),
        ],
      ],
      () => fine(`/ is ext4 on ${target.root} with ${sizeText(freeBytes ?? 0)} free.`),
    ),
});

const diskCheck = defineCheck({
  id: 'P09',
  title: 'One fixed disk',
  level: 'block',
  prevents: 'Wiping a disk that is removable, on USB, read-only, encrypted or part of an array.',
  hint: 'Leave this device out, or set stem_disk to its fixed disk.',
  fact: ({ target }) => blockDevices(target.disk),
  judge: ({ rows, isUsb }, { target }) => {
    const name = target.disk.replace('/dev/', '');
    const disk = rows.find((row) => row.name === name);
    const odd = rows.filter((row) => NOT_PLAIN.test(row.type) || NOT_PLAIN_FS.test(row.fileSystem));
    return judgeBy(
      [
        [disk?.type !== 'disk', () => block(`There is no disk ${target.disk}.`)],
        [disk?.isRemovable === true, () => block(`${target.disk} is removable.`)],
        [isUsb, () => block(`${target.disk} is attached by USB.`)],
        [disk?.isReadOnly === true, () => block(`${target.disk} is read-only.`)],
        [
          odd.length > 0,
          () =>
            block(
              `There is more than plain partitions: ${listText(odd.map((row) => `${row.name} (${NOT_PLAIN.test(row.type) ? row.type : row.fileSystem})`))}.`,
            ),
        ],
      ],
      () =>
        fine(
          `${target.disk} is a fixed disk of ${sizeText(disk?.bytes ?? 0)} with plain partitions.`,
        ),
    );
  },
});

const holdersCheck = defineCheck({
  id: 'P10',
  title: 'Device mapper and RAID',
  level: 'block',
  prevents: 'A partition that stays busy, and a GRUB that cannot clear its one-shot entry.',
  hint: 'Remove these mappings, or leave this device out.',
  fact: ({ target }) => holders(target.disk),
  judge: ({ isAsked, found }) => {
    if (!isAsked) return block('The device did not say.');
    return found.length === 0
      ? fine('Nothing is built on the disk.')
      : block(`Found: ${listText(found)}.`);
  },
});

const otherDisksCheck = defineCheck({
  id: 'P35',
  title: 'Other disks',
  level: 'block',
  prevents: 'A device that boots from another disk, or a wrong disk after a new numbering.',
  hint: 'Detach the other disks, or add P35 to stem_preflight_ignore if the BIOS boots from the right one.',
  fact: ({ target }) => disks(target.disk),
  judge: ({ name, bytes, model, ids, others, sticks }, { target }) => {
    const says = `${target.disk} is ${model === '' ? 'a disk' : model} of ${sizeText(bytes ?? 0)}, ${ids[0] ?? 'without a name in /dev/disk/by-id'}`;
    return judgeBy(
      [
        [bytes === null || name === '', () => block(`There is no disk ${target.disk}.`)],
        [others.length > 0, () => block(`${says}; there is also ${listText(others)}.`)],
        [
          sticks.length > 0,
          () =>
            block(
              `${says}; a removable disk is in: ${listText(sticks)}.`,
              'Have it pulled out, or add P35 to stem_preflight_ignore if the BIOS never boots from it.',
            ),
        ],
      ],
      () => fine(`${says}; there is no other.`),
    );
  },
});

export const DISK_CHECKS: readonly Check[] = [
  bootSectorCheck,
  tableCheck,
  rootCheck,
  diskCheck,
  holdersCheck,
  otherDisksCheck,
];
