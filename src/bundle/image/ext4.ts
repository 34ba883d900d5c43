/** Linux: Documentation/filesystems/ext4/super.rst. The superblock begins at byte 1024. */
const SUPERBLOCK = 1024;
const SUPERBLOCK_BYTES = 1024;
const MAGIC = 0xef53;
const INCOMPAT_64BIT = 0x80;
const INCOMPAT_ENCRYPT = 0x10000;
/** Blocks of 64 KiB. */
const MOST_LOG_BLOCK = 6;

export interface Ext4 {
  readonly label: string;
  readonly bytes: number;
  /** Some folders may be: their files can't be read without a key. */
  readonly isEncrypted: boolean;
}

/** Of the first 4096 bytes of a partition; null where that is no ext4. */
export function ext4Of(head: Buffer): Ext4 | null {
  if (head.length < SUPERBLOCK + SUPERBLOCK_BYTES) return null;
  const block = head.subarray(SUPERBLOCK, SUPERBLOCK + SUPERBLOCK_BYTES);
  const logBlock = block.readUInt32LE(24);
  if (block.readUInt16LE(56) !== MAGIC || logBlock > MOST_LOG_BLOCK) return null;
  const incompat = block.readUInt32LE(96);
  const high = (incompat & INCOMPAT_64BIT) === 0 ? 0 : block.readUInt32LE(336);
  return {
    label: block.toString('utf8', 120, 136).replace(/\0.*$/s, ''),
    // 2^64 is no exact number, but it is too many all the same.
    bytes: (high * 2 ** 32 + block.readUInt32LE(4)) * 1024 * 2 ** logBlock,
    isEncrypted: (incompat & INCOMPAT_ENCRYPT) !== 0,
  };
}
