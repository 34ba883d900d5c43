import type { VolumeItem } from '../../model/backup-volumes.ts';
import { isVolumeName } from '../../model/manifest.ts';
import { extendedRegex } from './extended-regex.ts';

export interface ReadVolumes {
  readonly items: readonly VolumeItem[];
  /** Sentences without their end. */
  readonly problems: readonly string[];
}

/** Which volumes the new release has, and who says so. */
export interface ReleaseVolumes {
  readonly names: readonly string[];
  readonly from: string;
}

/**
 * Reads balena-migrate's list of volumes, as its README has it or as its samples do, with each item below the word `item`.
 * `release` are the volumes that the new release has: the supervisor tries for ever to restore one that it does not know.
 */
export function readVolumes(value: unknown, release: ReleaseVolumes | null): ReadVolumes {
  const problems: string[] = [];
  if (!Array.isArray(value) || value.length === 0)
    return { items: [], problems: ['stem_backup_volumes must be a list of volumes'] };
  if (release === null)
    problems.push(
      'stem_volumes is missing, and the bundle preloads no release: it names the volumes of the release; the supervisor never ends with one that it does not know',
    );
  const items = value.flatMap((entry: unknown, index) =>
    volumeIn(unwrapped(entry, 'volume'), `volume ${String(index + 1)}`, problems),
  );
  const unknown = [...new Set(items.map(({ volume }) => volume))].filter(
    (volume) => release?.names.includes(volume) === false,
  );
  if (release !== null && unknown.length > 0)
    problems.push(
      `${unknown.join(', ')}: the release has no such volume; by ${release.from} it has ${release.names.join(', ') || 'none'}`,
    );
  return { items, problems: [...new Set(problems)] };
}

type Mapping = Readonly<Record<string, unknown>>;

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `- item: {source: …}` is `- {source: …}`; and where the word stands beside its own keys, it has no value. */
function unwrapped(entry: unknown, word: 'item' | 'volume'): Mapping | null {
  if (!isMapping(entry)) return null;
  if (word === 'volume' && isMapping(entry['volume'])) return entry['volume'];
  const { item, ...rest } = entry;
  if (item === undefined) return entry;
  if (isMapping(item)) return item;
  return item === null ? rest : null;
}

function volumeIn(entry: Mapping | null, place: string, problems: string[]): readonly VolumeItem[] {
  const name = entry?.['volume'];
  const listed: unknown = entry?.['items'];
  const strange = Object.keys(entry ?? {}).filter((key) => !['volume', 'items'].includes(key));
  if (typeof name !== 'string' || !isVolumeName(name)) {
    problems.push(`${place} of stem_backup_volumes has no name that a volume can have`);
    return [];
  }
  if (strange.length > 0) problems.push(`volume ${name} has ${strange.join(', ')}: unknown`);
  if (!Array.isArray(listed) || listed.length === 0) {
    problems.push(`volume ${name} has no items`);
    return [];
  }
  return listed.flatMap((item: unknown, index) => {
    const found = itemIn(unwrapped(item, 'item'), name);
    if (typeof found !== 'string') return [found];
    problems.push(`item ${String(index + 1)} of volume ${name}: ${found}`);
    return [];
  });
}

/** The item, or what is wrong with it. */
function itemIn(item: Mapping | null, volume: string): VolumeItem | string {
  if (item === null) return 'it must be a mapping with source, target and filter';
  const { source, target, filter, ...strange } = item;
  const [other] = Object.keys(strange);
  if (other !== undefined) return `${other} is unknown`;
  if (typeof source !== 'string' || !isPlain(source) || !source.startsWith('/') || source === '/')
    return 'source must be an absolute path of the old system';
  const inside = targetOf(target);
  if (inside === null) return 'target must be a path inside of the volume';
  const regex = filterOf(filter);
  if (regex === null)
    return 'filter has something that grep of the old system does not know: write it with [], (), |, *, +, ? and \\d, \\w, \\s';
  const name = source.replace(/\/+$/, '').replace(/^.*\//, '');
  return {
    volume,
    source,
    folder: [volume, ...inside].join('/'),
    file: [volume, ...(inside.length === 0 ? [name] : inside)].join('/'),
    filter: regex,
  };
}

/** Control characters would break lists of names, and `..` leads out of the volume. */
const isPlain = (path: string): boolean => !/\p{Cc}/u.test(path) && !path.split('/').includes('..');

function targetOf(target: unknown): readonly string[] | null {
  if (target === undefined || target === null) return [];
  if (typeof target !== 'string' || !isPlain(target)) return null;
  return target.split('/').filter((name) => name !== '' && name !== '.');
}

function filterOf(filter: unknown): string | null {
  if (filter === undefined || filter === null || filter === '') return '';
  return typeof filter === 'string' ? extendedRegex(filter) : null;
}
