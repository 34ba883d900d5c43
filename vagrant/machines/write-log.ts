import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

/** Magic and version of Linux's dm-log-writes, no entry yet, sectors of 512 bytes. */
const MAGIC = 0x6a736677736872n;
const SECTOR = 512;

/** An empty log where there is none: QEMU itself either begins one at each start or needs one to go on with. */
export async function beginWriteLog(file: string): Promise<void> {
  if (existsSync(file)) return;
  const head = Buffer.alloc(SECTOR);
  head.writeBigUInt64LE(MAGIC, 0);
  head.writeBigUInt64LE(1n, 8);
  head.writeUInt32LE(SECTOR, 24);
  await writeFile(file, head);
}
