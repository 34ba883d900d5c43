import { PROXY_FILE, PROXY_SEAL } from '../../src/commands/system-proxy.ts';
import { STAGE } from '../../src/commands/stage.ts';
import type { CommandResult } from '../../src/model/fact.ts';
import {
  entriesOf,
  isExtended,
  partitionsOf,
  type DiskTable,
  type Sector,
} from '../../src/model/disk-table.ts';
import { withAllRoom } from '../../src/model/partition-plan.ts';
import { BUNDLE, STAGING } from '../../src/model/paths.ts';
import { SEED_DISK, sectorsIn } from './balena.ts';
import type { DiskState, Faked } from './fake-state.ts';

type Script = (device: Faked, args: readonly string[], stdin: string) => CommandResult;

const answer = (stdout: string, exitCode = 0): CommandResult => ({
  ...{ exitCode, stdout, stderr: '', isCut: false },
});

const bySector = (sectors: readonly Sector[]): Record<string, string> =>
  Object.fromEntries(sectors.map(({ lba, hex }) => [String(lba), hex]));

/** As the kernel and our own script read it. */
function tableIn(sectors: Readonly<Record<string, string>>): DiskTable {
  const first = sectors['0'] ?? '';
  const base = entriesOf(first).find(({ type }) => isExtended(type))?.start ?? 0;
  const chain: Sector[] = [];
  for (let lba = base; lba > 0;) {
    const hex = sectors[String(lba)];
    if (hex === undefined) break;
    chain.push({ lba, hex });
    const next = entriesOf(hex).find(({ type }) => isExtended(type))?.start ?? 0;
    lba = next === 0 ? 0 : base + next;
  }
  return { sectors: SEED_DISK.sectors, first, chain };
}

const seenIn = (table: DiskTable): DiskState['seen'] =>
  Object.fromEntries(
    partitionsOf(table).map(({ number, start, length }) => [
      `/dev/sda${String(number)}`,
      { start, length },
    ]),
  );

/** The seed's disk, as its old system knows it. */
export const seedDisk = (): DiskState => ({
  sectors: bySector(sectorsIn(SEED_DISK)),
  seen: seenIn(SEED_DISK),
  isLoaderReady: false,
});

/** The kernel of the next boot reads the table anew: what was sda6 may be sda5. */
export function bootDisk({ state, files }: Faked): void {
  const { disk } = state;
  const table = tableIn(disk.sectors);
  // balena's expander, in the initramfs of the image.
  if (state.core === 'image' && table.chain.length === 2)
    Object.assign(disk.sectors, bySector(sectorsIn(withAllRoom(table))));
  const before = disk.seen;
  disk.seen = seenIn(tableIn(disk.sectors));
  const nameOf = (device: string): string | null => {
    const place = before[device];
    if (place === undefined) return device;
    const found = Object.entries(disk.seen).find(([, { start }]) => start === place.start);
    return found?.[0] ?? null;
  };
  state.volumes = Object.fromEntries(
    Object.entries(state.volumes).flatMap(([device, volume]) => {
      const name = nameOf(device);
      return name === null ? [] : [[name, volume]];
    }),
  );
  files.rename(nameOf);
}

export const BALENA_READERS: Record<string, Script> = {
  'stem-table-state': ({ state }) => {
    const { sectors, first, chain } = tableIn(state.disk.sectors);
    const links = chain.map(({ lba, hex }) => `link ${String(lba)} ${hex}\n`).join('');
    return answer(`sectors ${String(sectors)}\nfirst ${first}\n${links}`);
  },
  'stem-table-seen': ({ state }, devices) =>
    answer(
      devices
        .map((device) => state.disk.seen[device] ?? { start: 0, length: 0 })
        .map(({ start, length }) => `${String(start)} ${String(length)}\n`)
        .join(''),
    ),
  'stem-loader-state': ({ state, files }) => {
    if (files.get(`${BUNDLE}/manifest.json`) === undefined) return answer('');
    return answer(state.core === 'image' ? 'code image\n' : 'code other\n');
  },
};

const labelOf = (path: string): string => /([\w-]+)\.img/.exec(path)?.[1] ?? '';

export const BALENA_JOBS: Record<string, (device: Faked, args: readonly string[]) => boolean> = {
  'stem-write-images': ({ state, files }, [, ...triples]) => {
    for (let at = 0; at + 2 < triples.length; at += 3) {
      const [path = '', device = ''] = triples.slice(at);
      files.format(device);
      const label = labelOf(path);
      const type = label === 'resin-boot' ? 'vfat' : 'ext4';
      state.volumes[device] = { type, label, uuid: '(new)' };
    }
    return true;
  },
  'stem-mount-images': ({ files }, [, store = '', root = '', ...triples]) => {
    for (let at = 0; at + 2 < triples.length; at += 3)
      files.mounts[triples[at + 1] ?? ''] = triples[at] ?? '';
    files.newRoot = files.mounts[store] ?? '';
    files.mounts[root] = files.newRoot;
    return true;
  },
};

export const BALENA_CHANGERS: Record<string, Script> = {
  'stem-table-write': ({ state }, [, ...pairs]) => {
    for (let at = 0; at + 1 < pairs.length; at += 2)
      state.disk.sectors[pairs[at] ?? ''] = Buffer.from(pairs[at + 1] ?? '', 'base64').toString(
        'hex',
      );
    return answer('');
  },
  'stem-table-adopt': ({ state }) => {
    state.disk.seen = seenIn(tableIn(state.disk.sectors));
    return answer('');
  },
  'stem-unmount-images': ({ files }, dirs) => {
    for (const dir of dirs) Reflect.deleteProperty(files.mounts, dir);
    return answer('');
  },
  'stem-adapt-image': () => answer(''),
  'stem-system-proxy': (device, [, , seal = ''], stdin) => {
    device.put(PROXY_FILE, stdin);
    return device.put(PROXY_SEAL, `${seal}\n`);
  },
  'stem-image-trial': (device) => device.put(`${STAGING}${STAGE.trial}`, 'image'),
  'stem-loader-arm': ({ files }, [dir = '', , block = '']) => {
    if (files.mounts[dir] === undefined) return answer('', 1);
    files.set(`${dir}${STAGE.block}`, block);
    Reflect.deleteProperty(files.mounts, dir);
    return answer('');
  },
  'stem-prove-loader': () => answer(''),
  'stem-trial-remove': ({ files }, [over = '', , ...paths]) => {
    files.set(over, '');
    for (const path of paths) files.remove(path);
    return answer('');
  },
  'stem-loader-prepare': ({ state }) => {
    if (state.core !== 'ours') return answer('', 1);
    state.disk.isLoaderReady = true;
    return answer('');
  },
  'stem-loader-switch': ({ state }) => {
    if (!state.disk.isLoaderReady) return answer('', 1);
    state.core = 'image';
    return answer('');
  },
  'stem-loader-clean': ({ state }) => {
    if (state.core !== 'image') return answer('', 1);
    state.room = 'empty';
    state.disk.isLoaderReady = false;
    return answer('');
  },
};
