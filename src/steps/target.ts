import { device, optional, readVars } from '../model/params.ts';
import type { Vars } from '../model/params.ts';

/** The disk of a device and the two partitions that a migration touches. */
export interface Target {
  readonly disk: string;
  readonly root: string;
  readonly staging: string;
}

/** `/dev/sda` and its 1 and 5 unless the host's vars say otherwise. @throws StemError VARS_INVALID */
export function readTarget(vars: Vars): Target {
  const { stem_disk: disk } = readVars<{ stem_disk: string }>(vars, {
    stem_disk: optional(device, '/dev/sda'),
  });
  const read = readVars<{ stem_root_partition: string; stem_staging_partition: string }>(vars, {
    stem_root_partition: optional(device, partition(disk, 1)),
    stem_staging_partition: optional(device, partition(disk, 5)),
  });
  return { disk, root: read.stem_root_partition, staging: read.stem_staging_partition };
}

/** `/dev/sda5`, `/dev/mmcblk0p5`: a `p` stands between two digits. */
export const partition = (disk: string, number: number): string =>
  `${disk}${/\d$/.test(disk) ? 'p' : ''}${String(number)}`;
