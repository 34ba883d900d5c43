import type { BundleOs } from '../../model/manifest.ts';
import { ext4FileAt, readExt4File, type Ext4Place } from './ext4-file.ts';
import { readFatFile } from './fat-file.ts';
import type { Fat } from './fat.ts';
import type { Disk } from './disk.ts';
import { imageError } from './image-error.ts';

export type OsFacts = Pick<BundleOs, 'name' | 'version' | 'deviceType' | 'supervisor'>;

/** Files of a few lines. */
const MOST_BYTES = 262_144;

/** Where a root, or a layer of one, has its os-release: /etc/os-release is often a link. */
const OS_RELEASES = ['/etc/os-release', '/usr/lib/os-release'];

/** meta-balena's, and of resinOS. */
const SUPERVISOR_CONFS = ['balena', 'resin'].map(
  (name) => `/etc/${name}-supervisor/supervisor.conf`,
);

interface Boot {
  readonly disk: Disk;
  readonly fat: Fat;
}

/** Of balenaOS: the boot partition says most of it. @throws StemError BUNDLE_INVALID where nothing names the system */
export async function balenaFacts(
  { disk, fat }: Boot,
  root: Ext4Place,
  layers: readonly string[],
): Promise<OsFacts> {
  const read = async (name: string): Promise<string | null> =>
    (await readFatFile(disk, fat, { name, mostBytes: MOST_BYTES }))?.toString('utf8') ?? null;
  const release = (await read('os-release')) ?? (await textIn(root, layers, OS_RELEASES));
  const supervisor = versionOf((await textIn(root, layers, SUPERVISOR_CONFS)) ?? '');
  const slug =
    fieldOf(await read('device-type.json'), 'slug') ??
    fieldOf(await read('config.json'), 'deviceType');
  if (slug !== null && !/^[a-z0-9][a-z0-9-]{0,63}$/.test(slug))
    throw imageError(disk.shown, `names a device type that is none: ${JSON.stringify(slug)}`);
  return {
    ...namedBy(disk, release),
    ...(slug !== null && { deviceType: slug }),
    ...(supervisor !== null && { supervisor }),
  };
}

/** Of any other system. */
export const linuxFacts = async (root: Ext4Place): Promise<OsFacts> =>
  namedBy(root.disk, await textIn(root, [''], OS_RELEASES));

async function textIn(
  root: Ext4Place,
  layers: readonly string[],
  names: readonly string[],
): Promise<string | null> {
  for (const path of layers.flatMap((layer) => names.map((name) => `${layer}${name}`))) {
    if ((await ext4FileAt(root, path)) === undefined) continue;
    const data = await readExt4File(root, path, MOST_BYTES);
    if (data !== null) return data.toString('utf8');
  }
  return null;
}

function namedBy(disk: Disk, release: string | null): Pick<BundleOs, 'name' | 'version'> {
  if (release === null)
    throw imageError(disk.shown, 'has no os-release: it does not say what it is');
  const fields = fieldsOf(release);
  const name = fields.get('NAME') ?? fields.get('ID') ?? '';
  const version = fields.get('VERSION') ?? fields.get('VERSION_ID') ?? '';
  if (!isShown(name) || !isShown(version))
    throw imageError(disk.shown, 'has an os-release without NAME and VERSION of one line each');
  return { name, version };
}

/** `SUPERVISOR_TAG` was its name until 2021. */
function versionOf(conf: string): string | null {
  const fields = fieldsOf(conf);
  const said = fields.get('SUPERVISOR_VERSION') ?? fields.get('SUPERVISOR_TAG') ?? '';
  return /^v?(\d{1,4}\.\d{1,4}\.\d{1,4})(?![\d.])/.exec(said)?.[1] ?? null;
}

const isShown = (text: string): boolean => /^\P{Cc}{1,100}$/u.test(text);

/** `KEY="value"` lines; the shell's quotes and backslashes, as os-release(5) has them. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line): (readonly [string, string])[] => {
      const [, key, value] = /^([A-Z0-9_]+)=(.*)$/.exec(line.trim()) ?? [];
      if (key === undefined || value === undefined) return [];
      const quoted = /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
      return [[key, quoted.replace(/\\(["'$`\\])/g, '$1')]];
    }),
  );
}

function fieldOf(text: string | null, field: string): string | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const found = new Map<string, unknown>(Object.entries(value)).get(field);
    return typeof found === 'string' && found !== '' ? found : null;
  } catch {
    return null; // A file that is no JSON says nothing; the other one may.
  }
}
