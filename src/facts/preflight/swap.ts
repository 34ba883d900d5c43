import { tellMemory, tellResume, tellStaging, tellSwaps } from '../../commands/preflight/swap.ts';
import type { Fact } from '../../model/fact.ts';
import { numberIn, preflightFact, words } from './keyed.ts';

/** Answer: `swap /dev/sda5 partition 1571836 0` (KiB, used), `line UUID=…` of fstab, then `asked`. */
export const activeSwaps = preflightFact('P11', tellSwaps(), ({ all, has }) => ({
  isAsked: has('asked'),
  active: all('swap').map((row) => words(row)[0] ?? ''),
  lines: all('line'),
}));

export type Memory = {
  readonly totalBytes: number | null;
  readonly availableBytes: number | null;
  readonly swapUsedBytes: number | null;
};

/** Answer: rows of /proc/meminfo, KiB. Kernel 3.13 has no MemAvailable: what it caches, but no shared memory. */
export const memory = preflightFact('P12', tellMemory(), ({ first }): Memory => {
  const bytes = (key: string): number | null => {
    const kib = numberIn(first(`${key}:`));
    return kib === null ? null : kib * 1024;
  };
  const free = bytes('MemFree');
  const cached = (bytes('Buffers') ?? 0) + (bytes('Cached') ?? 0) - (bytes('Shmem') ?? 0);
  const [total, unused] = [bytes('SwapTotal'), bytes('SwapFree')];
  return {
    totalBytes: bytes('MemTotal'),
    availableBytes: bytes('MemAvailable') ?? (free === null ? null : free + cached),
    swapUsedBytes: total === null || unused === null ? null : total - unused,
  };
});

export type StagingUse = {
  readonly isBlockDevice: boolean;
  readonly type: string;
  readonly label: string;
  /** By the partition table, whatever lies on it. */
  readonly isOfTypeSwap: boolean;
  readonly mounts: readonly string[];
  readonly users: readonly string[];
};

/** Answer: `block yes`, `probe TYPE=swap` (blkid's words), `mounted /mnt`, `user 812 dd`. */
export const stagingUse = (staging: string): Fact<StagingUse> =>
  preflightFact(`P13 ${staging}`, tellStaging(staging), ({ all, first }) => ({
    isBlockDevice: first('block') === 'yes',
    type: probed(all('probe'), 'TYPE'),
    isOfTypeSwap: probed(all('probe'), 'PART_ENTRY_TYPE') === '0x82',
    label: probed(all('probe'), 'LABEL'),
    mounts: all('mounted'),
    users: all('user'),
  }));

const probed = (rows: readonly string[], name: string): string =>
  rows.find((row) => row.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';

export type Resume = {
  readonly isAsked: boolean;
  /** Does the kernel itself name the staging partition? */
  readonly isKernels: boolean;
  readonly named: readonly string[];
};

/** Answer: `kernel 0:0`, `staging 8:5`, `file UUID=…` of initramfs-tools, `cmdline UUID=…`. */
export const resume = (staging: string): Fact<Resume> =>
  preflightFact(`P14 ${staging}`, tellResume(staging), ({ all, first }) => ({
    isAsked: first('staging') !== '',
    isKernels: first('kernel') === first('staging') && first('staging') !== '',
    named: [
      ...all('cmdline').map((value) => `resume=${value} on the command line`),
      ...all('file')
        .filter((value) => value !== 'none')
        .map((value) => `RESUME=${value} in initramfs-tools`),
    ],
  }));
