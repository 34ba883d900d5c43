import { entryKind, linkTarget, type Ext4Place } from './ext4-file.ts';
import { imageError } from './image-error.ts';

/** Where balenaOS keeps its system as a layer of its container engine, this leads to that layer's `boot`. */
const LINK = 'current/boot';
/** A store has two. */
const MOST_LINKS = 8;

/**
 * Devices follow `/current/boot` in a mounted root, where an absolute link leads into another system, and so does one that
 * climbs above the root. A link that leads nowhere is none. @throws StemError BUNDLE_INVALID
 */
export async function assertStoreInside(root: Ext4Place): Promise<void> {
  const found: string[] = [];
  let left = LINK.split('/');
  for (let links = 0; left.length > 0;) {
    const [name = '', ...rest] = left;
    left = rest;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (found.pop() === undefined) throw leadsOut(root, 'climbs above the root');
      continue;
    }
    const path = `/${[...found, name].join('/')}`;
    const kind = await entryKind(root, path);
    if (kind === 'none') return;
    if (kind === 'other') {
      found.push(name);
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) throw leadsOut(root, 'leads in circles');
    left = [...(await relativeTarget(root, path)), ...left];
  }
}

async function relativeTarget(root: Ext4Place, path: string): Promise<readonly string[]> {
  const target = await linkTarget(root, path);
  if (target === null) throw leadsOut(root, `has a link that can't be read: ${path}`);
  if (target.startsWith('/')) throw leadsOut(root, `has an absolute link: ${path} -> ${target}`);
  return target.split('/');
}

const leadsOut = ({ disk }: Ext4Place, why: string): Error =>
  imageError(disk.shown, `has a /${LINK} that does not stay in the image: it ${why}`);
