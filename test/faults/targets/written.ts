import { z } from 'zod';

import type { Device } from '../../../vagrant/machines/device.ts';
import { askMonitor } from '../../../vagrant/machines/monitor.ts';

const statsSchema = z.array(
  z.object({
    device: z.string(),
    qdev: z.string().optional(),
    stats: z.object({
      wr_operations: z.int(),
      wr_bytes: z.int(),
      unmap_operations: z.int(),
      unmap_bytes: z.int(),
    }),
  }),
);

/**
 * How much the device has written to each of its disks since it was switched on, as its virtual hardware counts: a
 * write of what is there already counts too, which no checksum would show.
 */
export async function writtenSoFar(device: Device): Promise<readonly string[]> {
  const [answer] = await askMonitor(device.dir, [{ execute: 'query-blockstats' }], {
    timeoutMs: 30_000,
  });
  return statsSchema.parse(answer).map(({ device: name, qdev = '', stats }) => {
    const { wr_operations: writes, wr_bytes: bytes } = stats;
    const { unmap_operations: trims, unmap_bytes: trimmed } = stats;
    return `${name} ${qdev}: ${String(writes)} writes of ${String(bytes)} bytes, ${String(trims)} trims of ${String(trimmed)}`;
  });
}
