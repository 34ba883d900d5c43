import {
  tellErrors,
  tellReadSpeed,
  tellSmart,
  tellWatchdog,
} from '../../commands/preflight/health.ts';
import { readFile } from '../../commands/files.ts';
import type { Fact } from '../../model/fact.ts';
import { RUN } from '../../model/paths.ts';
import { numberIn, preflightFact, wordAt, words } from './keyed.ts';

/** Answer: `device /dev/watchdog`, `module iTCO_wdt`, `state active`, `daemon 812 watchdog`, then `asked`. */
export const watchdog = preflightFact('P22', tellWatchdog(), ({ all, has }) => ({
  isAsked: has('asked'),
  isActive: all('state').includes('active'),
  daemons: [...new Set(all('daemon').map((row) => wordAt(row, 1)))],
  drivers: [...all('device'), ...all('module')],
}));

export type DiskErrors = {
  /** Lines of the kernel's log about this disk. */
  readonly kernel: readonly string[];
  readonly state: string;
  readonly errors: number;
  /** Mounts until the next forced check; null where there is no limit. */
  readonly mountsLeft: number | null;
  readonly isCheckDue: boolean;
};

/**
 * Answer: `disk sda /sys/devices/pci…/ata1/host0/…/sda`, `kernel [ 12.3] ata1.00: error: { UNC }`,
 * `fs Filesystem state:         clean`, `now 1795475134`.
 */
export const diskErrors = (disk: string, root: string): Fact<DiskErrors> =>
  preflightFact(`P23 ${disk} ${root}`, tellErrors(disk, root), ({ all, first }) => {
    const [name = '', path = ''] = words(first('disk'));
    const field = (title: string): string =>
      all('fs')
        .find((row) => row.startsWith(`${title}:`))
        ?.slice(title.length + 1)
        .trim() ?? '';
    const most = numberIn(field('Maximum mount count')) ?? -1;
    const due = Date.parse(`${field('Next check after')} UTC`);
    return {
      kernel: all('kernel').filter((line) => isAbout(line, name, path)),
      state: field('Filesystem state'),
      errors: numberIn(field('FS Error count')) ?? 0,
      mountsLeft: most > 0 ? most - (numberIn(field('Mount count')) ?? 0) : null,
      isCheckDue: due <= (numberIn(first('now')) ?? 0) * 1000,
    };
  });

/** A floppy without a medium and an empty CD drive print errors at each boot. */
const isAbout = (line: string, name: string, path: string): boolean => {
  if (name === '') return false;
  const places = [...path.matchAll(/\/(ata\d+|mmc\d+|nvme\d+)\//g)].map(([, place = '']) => place);
  return (
    new RegExp(`\\b${name}(p?\\d+)?\\b`).test(line) ||
    places.some((place) => new RegExp(`\\b${place}[.:]`).test(line))
  );
};

export type Smart = {
  readonly isInstalled: boolean;
  readonly health: string | null;
  /** Sectors that the disk has given up or is about to. */
  readonly bad: readonly string[];
};

/**
 * Answer: `smart missing`, or lines of smartctl: `SMART overall-health self-assessment test result: PASSED`,
 * `  5 Reallocated_Sector_Ct   0x0033   100   100   010    Pre-fail  Always       -       0`.
 */
export const smart = (disk: string): Fact<Smart> =>
  preflightFact(`P24 ${disk}`, tellSmart(disk), ({ all }) => {
    const rows = all('smart');
    return {
      isInstalled: !rows.includes('missing'),
      health:
        rows.flatMap((row) => /(?:result|Health Status): *(\S+)/.exec(row)?.[1] ?? [])[0] ?? null,
      bad: rows.flatMap((row) => {
        const match = /^\d+ (\S+) .* (\d+)$/.exec(row);
        return match === null || match[2] === '0' ? [] : [`${match[1] ?? ''} ${match[2] ?? ''}`];
      }),
    };
  });

export type ReadSpeed = {
  readonly bytes: number | null;
  readonly seconds: number | null;
  readonly error: string | null;
};

/** Answer: dd's own, `268435456 bytes (268 MB) copied, 0.118916 s, 2.3 GB/s`; newer ones add `, 256 MiB`. */
export const readSpeed = (staging: string): Fact<ReadSpeed> => ({
  name: `preflight P25 ${staging}`,
  command: tellReadSpeed(staging),
  as: 'root',
  parse: ({ stdout }) => {
    const match = /^(\d+) bytes? .*copied, ([\d.e+-]+) s/m.exec(stdout);
    return {
      bytes: match === null ? null : Number(match[1]),
      seconds: match === null ? null : Number(match[2]),
      error: /^dd: (.*)$/m.exec(stdout)?.[1] ?? null,
    };
  },
});

/** Left by `preflight/scratch` in memory: this boot's proof that the disk keeps what it is given. */
export const SCRATCH_SEAL = `${RUN}/scratch.sealed`;

export const scratchSeal: Fact<string | null> = {
  name: `preflight P42 ${SCRATCH_SEAL}`,
  command: readFile(SCRATCH_SEAL),
  as: 'root',
  parse: ({ exitCode, stdout }) => (exitCode === 0 ? stdout.trim() : null),
  afterBoot: () => null,
};
