import { tellBase64, tellStat, type StatWish } from '../commands/file-stat.ts';
import { StemError } from '../model/errors.ts';
import type { Fact, User } from '../model/fact.ts';
import { modeText } from '../model/file-mode.ts';
import type { Json } from '../model/json.ts';

export type Stat = Readonly<Record<string, Json>>;

const unreadable = (path: string): StemError =>
  new StemError(`${path} can't be looked at`, {
    code: 'FACT_UNREADABLE',
    hint: 'Look at its rights; `become: true` makes root look at it.',
  });

/** What Ansible's `stat` says of a path. */
export const fileStat = (wish: StatWish, as: User): Fact<Stat> => ({
  name: `stat ${JSON.stringify(wish)}`,
  command: tellStat(wish),
  as,
  parse: ({ exitCode, stdout }) => {
    if (exitCode !== 0) throw unreadable(wish.path);
    return stdout.startsWith('absent\n') ? { exists: false } : parse(wish.path, stdout);
  },
});

const NUMBERS = [
  'uid',
  'gid',
  'size',
  'inode',
  'nlink',
  'atime',
  'mtime',
  'ctime',
  'blocks',
  'block_size',
];
const TYPES: Readonly<Record<string, number>> = {
  isblk: 0x6000,
  ischr: 0x2000,
  isdir: 0x4000,
  isfifo: 0x1000,
  islnk: 0xa000,
  isreg: 0x8000,
  issock: 0xc000,
};
const BITS: Readonly<Record<string, number>> = {
  ...{ rusr: 0o400, wusr: 0o200, xusr: 0o100, rgrp: 0o40, wgrp: 0o20, xgrp: 0o10 },
  ...{ roth: 4, woth: 2, xoth: 1, isuid: 0o4000, isgid: 0o2000 },
};

function parse(path: string, stdout: string): Stat {
  const lines = stdout.split('\n');
  const valueOf = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
  const raw = Number.parseInt(valueOf('raw') ?? '0', 16);
  const flags = (from: Readonly<Record<string, number>>, isSet: (bits: number) => boolean) =>
    Object.fromEntries(Object.entries(from).map(([name, bits]) => [name, isSet(bits)]));
  const optional = (name: string, key: string): Stat => {
    const value = valueOf(name);
    return value === undefined ? {} : { [key]: value };
  };
  const [mimetype = '', charset = ''] = (valueOf('mime') ?? '').split('; charset=');
  return {
    exists: true,
    path,
    mode: modeText(raw & 0o7777),
    ...flags(TYPES, (bits) => (raw & 0xf000) === bits),
    ...flags(BITS, (bits) => (raw & bits) !== 0),
    ...Object.fromEntries(NUMBERS.map((name) => [name, Number(valueOf(name))])),
    dev: Number.parseInt(valueOf('dev') ?? '0', 16),
    pw_name: valueOf('pw_name') ?? '',
    gr_name: valueOf('gr_name') ?? '',
    readable: lines.includes('readable'),
    writeable: lines.includes('writeable'),
    executable: lines.includes('executable'),
    ...optional('target', 'lnk_target'),
    ...optional('source', 'lnk_source'),
    ...optional('checksum', 'checksum'),
    ...(mimetype === '' ? {} : { mimetype, charset }),
  };
}

export type Base64 = 'absent' | 'folder' | 'too long' | { readonly base64: string };

export const fileBase64 = (path: string, as: User): Fact<Base64> => ({
  name: `base64 ${path}`,
  command: tellBase64(path),
  as,
  parse: ({ stdout }) => {
    if (stdout.startsWith('=')) return { base64: stdout.slice(1) };
    const word = stdout.trim();
    if (word === 'absent' || word === 'folder' || word === 'too long') return word;
    throw unreadable(path);
  },
});
