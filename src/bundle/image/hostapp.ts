import { entryKind, ext4FileAt, linkTarget, readExt4File, type Ext4Place } from './ext4-file.ts';
import { imageError } from './image-error.ts';

const STORE = '/balena/overlay2';
const MOUNTS = '/balena/image/overlay2/layerdb/mounts';
/** Of an id, and of a list that one call of mount(2) takes. */
const MOST_BYTES = 4096;

/**
 * The folders whose files make the system, the uppermost first: the root itself, or the layers of a container, as hostapp-update
 * of meta-balena makes them and mobynit mounts them. `current/boot` is no way to them: it leads to a volume with the kernel.
 * What a device will do behind the point of no return (`commands/hostapp.ts`) has to work here first.
 * @throws StemError BUNDLE_INVALID
 */
export async function layersOf(root: Ext4Place): Promise<readonly string[]> {
  if ((await entryKind(root, '/current')) !== 'link') return [''];
  const layer = await topOf(root);
  const below = await lowerOf(root, layer);
  if (below.length === 0) throw badStore(root, `the layer ${layer} lies on no other one`);
  const folders = [layer, ...below].map((name) => `${STORE}/${name}/diff`);
  for (const folder of folders)
    if ((await entryKind(root, folder)) !== 'other') throw badStore(root, `${folder} is missing`);
  return folders;
}

async function topOf(root: Ext4Place): Promise<string> {
  const container = (await linkTarget(root, '/current'))?.split('/').at(-1) ?? '';
  if (!isId(container)) throw badStore(root, '/current leads to no container');
  const layer = (await textAt(root, `${MOUNTS}/${container}/mount-id`))?.trim() ?? '';
  if (isId(layer)) return layer;
  throw badStore(root, `there is no mount-id of overlay2 for the container ${container}`);
}

/** Named by short links of the engine. One that ends with `-init` is left out, as mobynit does. */
async function lowerOf(root: Ext4Place, layer: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const name of (await textAt(root, `${STORE}/${layer}/lower`))?.trim().split(':') ?? []) {
    const target = /^l\/[0-9A-Z]+$/.test(name) ? await linkTarget(root, `${STORE}/${name}`) : null;
    const [, id = '', init] = /^\.\.\/([0-9a-f]+)(-init)?\/diff$/.exec(target ?? '') ?? [];
    if (id === '') throw badStore(root, `the layer ${layer} has one below it that is none`);
    if (init === undefined) names.push(id);
  }
  return names;
}

const isId = (text: string): boolean => /^[0-9a-f]{1,128}$/.test(text);

const textAt = async (root: Ext4Place, path: string): Promise<string | null> =>
  (await readExt4File(root, path, MOST_BYTES))?.toString('utf8') ?? null;

/** What a migration puts into the system, and how it is reached, needs these. @throws StemError BUNDLE_INVALID */
export async function assertCanBeReached(
  root: Ext4Place,
  layers: readonly string[],
): Promise<void> {
  if (!(await hasOne(layers, async (at) => (await entryKind(root, `${at}${UNITS}`)) === 'other')))
    throw imageError(root.disk.shown, `has no ${UNITS}: it is no system that systemd starts`);
  if (!(await hasOne(layers, async (at) => (await ext4FileAt(root, `${at}${SSHD}`)) !== undefined)))
    throw imageError(
      root.disk.shown,
      `has no OpenSSH server (${SSHD}): it would not keep the host keys of the device, as balenaOS before 2.31`,
    );
}

const UNITS = '/etc/systemd/system';
const SSHD = '/usr/sbin/sshd';

async function hasOne(
  layers: readonly string[],
  isIt: (layer: string) => Promise<boolean>,
): Promise<boolean> {
  for (const layer of layers) if (await isIt(layer)) return true;
  return false;
}

const badStore = ({ disk }: Ext4Place, why: string): Error =>
  imageError(disk.shown, `has a container store that we can't read: ${why}`);
