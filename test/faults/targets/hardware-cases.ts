import type { CreateOptions } from '../../../vagrant/machines/create.ts';

/** A device that is migrated to the end: what it is made of, and what its system knows of that. */
export interface HardwareCase {
  readonly name: string;
  readonly hardware: Pick<CreateOptions, 'bus' | 'memoryMib'>;
  /** Without it the device has the lab's swap of 1.5 GiB. */
  readonly swapSectors?: number;
  readonly vars?: readonly string[];
}

/** 1.2 GB in whole MiB. */
const SMALL_SWAP_SECTORS = 1144 * 2048;

export const HARDWARE_CASES: readonly HardwareCase[] = [
  { name: 'ide', hardware: { bus: 'ide' } },
  { name: 'memory-of-1-gib', hardware: { memoryMib: 1024 } },
  { name: 'swap-of-1.2-gb', hardware: {}, swapSectors: SMALL_SWAP_SECTORS },
  {
    name: 'small-ide',
    hardware: { bus: 'ide', memoryMib: 1024 },
    swapSectors: SMALL_SWAP_SECTORS,
  },
  { name: 'nvme', hardware: { bus: 'nvme' }, vars: ['stem_disk=/dev/nvme0n1'] },
  { name: 'ahci-disk', hardware: { bus: 'ahci' } },
];

/** Makes the swap partition smaller, and a swap in it with the UUID that fstab names. */
export const shrinkSwap = (sectors: number): string => `swapoff -a
echo 'size=${String(sectors)}' | sfdisk -q --force --no-reread -N 5 /dev/sda
partx -u --nr 5 /dev/sda
udevadm settle
mkswap -U "$(sed -n 's/^UUID=\\([^ ]*\\) none swap.*/\\1/p' /etc/fstab)" /dev/sda5 >/dev/null
swapon /dev/sda5`;
