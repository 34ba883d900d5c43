import {
  tellLeftovers,
  tellMounts,
  tellNames,
  tellSizes,
  tellVolumeSizes,
} from '../../commands/preflight/customer.ts';
import type { CommandResult, Fact } from '../../model/fact.ts';
import { owners } from '../owner.ts';
import { keyed, numberIn, preflightFact, wordAt, words, type Keyed } from './keyed.ts';

/** Answer: `name web-1`, `full web-1.example.com`, `machine f5e1…`. */
export const names = preflightFact('P37', tellNames(), ({ all, first }) => ({
  name: first('name'),
  full: first('full'),
  machineIds: [...new Set(all('machine'))],
}));

/** The listed paths, as they were counted on the device. All are at most so much. */
export type PathSizes = {
  readonly entries: number;
  /** Of the tar, before it is compressed. */
  readonly tarBytes: number;
  /** On an ext4 of ours, once they are back. */
  readonly diskBytes: number;
  /** Of the list with a checksum for each file. */
  readonly sumsBytes: number;
};

export type Sizes = {
  readonly rootBytes: number | null;
  readonly stagingBytes: number | null;
  /** What the listed paths take, null where it could not be told in time. */
  readonly paths: PathSizes | null;
  readonly absent: readonly string[];
  /** What an archive of them would leave out: `/srv/link -> /mnt/data`, or what is mounted below one of them. */
  readonly outside: readonly string[];
};

/** Of a device that was not asked, or is not to be compared. */
export const UNCOUNTED: Sizes = {
  ...{ rootBytes: null, stagingBytes: null, paths: null },
  ...{ absent: [], outside: [] },
};

/** Answer: `root 2683305984`, `staging 1609564160`, `absent /srv/x`, `outside /srv/link -> /mnt/data`, `backup ENTRIES TAR DISK SUMS` or `slow yes`. */
export const sizes = (root: string, staging: string, paths: readonly string[]): Fact<Sizes> =>
  preflightFact(
    `P38 ${root} ${staging} ${paths.join(' ')}`,
    tellSizes(root, staging, paths),
    sizesIn,
  );

/** The same of what goes into the volumes of a balenaOS. */
export const volumeSizes = (
  root: string,
  staging: string,
  sources: readonly string[],
): Fact<Sizes> =>
  preflightFact(
    `volumes ${root} ${staging} ${sources.join(' ')}`,
    tellVolumeSizes(root, staging, sources),
    sizesIn,
  );

const sizesIn = ({ all, first }: Keyed): Sizes => ({
  rootBytes: numberIn(first('root')),
  stagingBytes: numberIn(first('staging')),
  paths: pathSizes(words(first('backup')).map(numberIn)),
  absent: all('absent'),
  outside: all('outside'),
});

function pathSizes(numbers: readonly (number | null)[]): PathSizes | null {
  const [entries = null, tarBytes = null, diskBytes = null, sumsBytes = null] = numbers;
  if (entries === null || tarBytes === null || diskBytes === null || sumsBytes === null)
    return null;
  return { entries, tarBytes, diskBytes, sumsBytes };
}

export type Leftovers = {
  readonly isAsked: boolean;
  /** Ids of runs: who holds this boot, who formatted the staging partition. */
  readonly lock: string | null;
  readonly staging: string | null;
  readonly label: string;
  readonly files: readonly string[];
};

/** Answer: `lock run-1`, `staging run-1`, `label stem-staging`, `left /etc/fstab.stem-saved`, then `asked`. */
export const leftovers = (staging: string): Fact<Leftovers> => ({
  name: `preflight P39 ${staging}`,
  command: tellLeftovers(staging),
  as: 'root',
  parse: (result: CommandResult) => {
    const { all, first, has } = keyed(result.stdout);
    return {
      isAsked: has('asked'),
      ...owners(staging).parse(result),
      label: first('label'),
      files: all('left'),
    };
  },
});

export type Mounts = {
  readonly isAsked: boolean;
  /** `SOURCE TARGET TYPE`: what fstab or the kernel has beside the root and swap. */
  readonly network: readonly string[];
  readonly local: readonly string[];
};

const NETWORK = /^(nfs4?|cifs|smbfs|fuse|fuseblk|fuse\..*|9p|ceph|glusterfs)$/;
/** They need no migration: the root itself, swap, kernel file systems, and media that come and go. */
const NOTHING =
  /^(swap|proc|sysfs|tmpfs|devpts|devtmpfs|usbfs|debugfs|iso9660|udf|squashfs|none|auto|udf,iso9660)$/;

/** Answer: `line UUID=… / ext4` of fstab, `mount /dev/sda1 / ext4` of /proc/mounts, then `asked`. */
export const mounts = preflightFact('P40', tellMounts(), ({ all, has }): Mounts => {
  const rows = [...all('line'), ...all('mount')].filter((row) => !needsNothing(row));
  const found = [...new Map(rows.map((row) => [wordAt(row, 1), row])).values()];
  const isNetwork = (row: string): boolean => NETWORK.test(wordAt(row, 2));
  return {
    isAsked: has('asked'),
    network: found.filter(isNetwork),
    local: found.filter((row) => !isNetwork(row)),
  };
});

const needsNothing = (row: string): boolean =>
  /^(\/|none|\/run\/stem\/.*)$/.test(wordAt(row, 1)) ||
  NOTHING.test(wordAt(row, 2)) ||
  wordAt(row, 0).startsWith('/dev/loop');
