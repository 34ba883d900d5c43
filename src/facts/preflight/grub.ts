import {
  tellBootCode,
  tellConfig,
  tellCore,
  tellGrub,
  tellOneShot,
  tellTimeouts,
} from '../../commands/preflight/grub.ts';
import type { Fact } from '../../model/fact.ts';
import { numberIn, preflightFact, words } from './keyed.ts';

/** Answer: `version grub-install (GRUB) 2.02~beta2-9ubuntu1`, `package grub-pc 2.02~beta2-9 install ok installed`. */
export const grub = preflightFact('P15', tellGrub(), ({ all, first }) => ({
  version: words(first('version')).at(-1) ?? '',
  installed: all('package').flatMap((row) =>
    row.endsWith(' install ok installed') || row.endsWith(' hold ok installed')
      ? [words(row)[0] ?? '']
      : [],
  ),
}));

export type BootCode = {
  readonly isGrub: boolean;
  /** The sector that the boot code loads first: 1 as grub-install writes it. */
  readonly coreSector: number | null;
  readonly missing: readonly string[];
};

/** Answer: `sector` and 512 bytes in hex (at 92 the core image's sector, little-endian), `missing /boot/grub/i386-pc/core.img`. */
export const bootCode = (disk: string): Fact<BootCode> =>
  preflightFact(`P16 ${disk}`, tellBootCode(disk), ({ all, first }) => {
    const bytes = first('sector').match(/../g) ?? [];
    const core = Number.parseInt(bytes.slice(92, 100).reverse().join(''), 16);
    return {
      isGrub: bytes.map(letterOf).join('').includes('GRUB'),
      coreSector: Number.isNaN(core) ? null : core,
      missing: all('missing').map((path) => path.replace('/i386-pc/..', '')),
    };
  });

const letterOf = (byte: string): string => String.fromCharCode(Number.parseInt(byte, 16));

export type Core = { readonly bytes: number | null; readonly differing: number | null };

/** Answer: `size 27214`, `differ 3`. */
export const core = (disk: string): Fact<Core> =>
  preflightFact(`P17 ${disk}`, tellCore(disk), ({ first }) => ({
    bytes: numberIn(first('size')),
    differing: numberIn(first('differ')),
  }));

/** Answer: `oneshot yes`, `config 4` (mentions), `armed NAME`, `block 1024 8` (bytes, blocks). */
export const oneShot = preflightFact('P18', tellOneShot(), ({ first }) => {
  const [bytes, blocks] = words(first('block')).map(Number);
  return {
    isSupported: first('oneshot') === 'yes',
    mentions: numberIn(first('config')),
    armed: first('armed'),
    bytes: bytes ?? null,
    blocks: blocks ?? null,
  };
});

/** Answer: `read /boot/grub/grub.cfg`, `recordfail 30`, a `timeout` for each, `setting GRUB_DEFAULT=0`. */
export const timeouts = preflightFact('P19', tellTimeouts(), ({ all, first, has }) => ({
  isRead: has('read'),
  recordfail: numberIn(first('recordfail')),
  timeouts: all('timeout').flatMap((value) => numberIn(value) ?? []),
  settings: all('setting'),
}));

/** Answer: `syntax ok`, `entries 3`, `custom 2` (mentions of custom.cfg), `password no`. */
export const grubConfig = preflightFact('P20', tellConfig(), ({ first }) => ({
  isValid: first('syntax') === 'ok',
  entries: numberIn(first('entries')) ?? 0,
  readsCustom: (numberIn(first('custom')) ?? 0) > 0,
  hasPassword: first('password') === 'yes',
}));
