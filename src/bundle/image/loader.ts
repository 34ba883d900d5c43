import { MOST_CORE_BYTES } from '../../model/manifest.ts';
import { readAt } from '../scan.ts';
import { readWhole, SECTOR, type Disk } from './disk.ts';
import { imageError } from './image-error.ts';
import type { PartitionTable } from './table.ts';

export interface Loader {
  /** 512 bytes: GRUB's part of the first sector, without the table and the number of the disk. */
  readonly boot: Buffer;
  readonly core: Buffer;
}

/** grub-core/boot/i386/pc/boot.S and diskboot.S of GRUB 2: where they keep what they need. */
const BOOT_CODE_BYTES = 440;
const JUMP = 'eb63';
const NAME = 'GRUB ';
const CORE_SECTOR_AT = 0x5c;
const BLOCKS_AT = 500;
const OLDER_BLOCKS_LENGTH_AT = 496;
/** `push %dx; push %si` or, in older ones, `push %dx` alone. */
const CORE_BEGINS = 0x52;
/** GRUB's own limit of what it loads below 640 KiB. */
const MOST_CORE_SECTORS = 1024;
/** Behind the first sector of an MBR, where our devices get it. */
const OUR_CORE_SECTOR = 1;

/** Takes GRUB for BIOS out of an image. @throws StemError BUNDLE_INVALID where it has none */
export async function readLoader(disk: Disk, table: PartitionTable): Promise<Loader> {
  const first = await readWhole(disk, { start: 0, bytes: SECTOR });
  const code = first.subarray(0, BOOT_CODE_BYTES);
  if (code.toString('hex', 0, 2) !== JUMP || !code.includes(NAME)) throw noGrub(disk, table);
  const at = code.readBigUInt64LE(CORE_SECTOR_AT);
  const core = await readCore(disk, at, table);
  if (core.length > MOST_CORE_BYTES)
    throw imageError(
      disk.shown,
      `has a GRUB whose core.img has ${String(core.length)} bytes, and there is room for ${String(MOST_CORE_BYTES)}`,
    );
  const boot = Buffer.alloc(SECTOR);
  code.copy(boot);
  // As GRUB's own boot.img ends. On a GPT the core lies in a partition of its own; on our devices behind the first sector.
  boot.writeUInt16LE(0xaa55, 510);
  boot.writeBigUInt64LE(BigInt(OUR_CORE_SECTOR), CORE_SECTOR_AT);
  core.writeBigUInt64LE(BigInt(OUR_CORE_SECTOR + 1), BLOCKS_AT);
  return { boot, core };
}

async function readCore(disk: Disk, at: bigint, { partitions }: PartitionTable): Promise<Buffer> {
  if (at < 1n || at * BigInt(SECTOR) > BigInt(disk.bytes)) throw brokenCore(disk);
  const start = Number(at) * SECTOR;
  const head = await readAt(disk.handle, start, SECTOR);
  if (head.length < SECTOR || head[0] !== CORE_BEGINS) throw brokenCore(disk);
  const sectors = head.readUInt16LE(BLOCKS_AT + 8);
  const isOnePiece =
    head.readBigUInt64LE(BLOCKS_AT) === at + 1n && head.readUInt16LE(OLDER_BLOCKS_LENGTH_AT) === 0;
  if (!isOnePiece || sectors === 0 || sectors >= MOST_CORE_SECTORS) throw brokenCore(disk);
  const bytes = (1 + sectors) * SECTOR;
  const inside = partitions.filter(
    (one) => start < one.start + one.bytes && one.start < start + bytes,
  );
  if (inside.some((one) => one.type !== BIOS_BOOT || start + bytes > one.start + one.bytes))
    throw brokenCore(disk);
  return readWhole(disk, { start, bytes });
}

/** The GPT type 21686148-6449-6E6F-744E-656564454649, as it lies on the disk. */
const BIOS_BOOT = '4861682149646f6e744e656564454649';

const noGrub = (disk: Disk, { kind }: PartitionTable): Error =>
  imageError(
    disk.shown,
    kind === 'gpt'
      ? 'boots by EFI only: its first sector has no GRUB for BIOS, and these devices boot by BIOS'
      : 'has no GRUB for BIOS in its first sector, and these devices boot by BIOS',
  );

const brokenCore = (disk: Disk): Error =>
  imageError(disk.shown, 'has a GRUB without its second part (core.img) in one piece');
