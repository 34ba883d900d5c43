import { GRUBENV } from '../../../src/commands/boot.ts';
import { CUSTOM } from '../../../src/commands/entry.ts';
import { BEGIN_ENTRY, ENTRY } from '../../../src/commands/grub-config.ts';
import { ROOT_LABEL } from '../../../src/model/paths.ts';
import type { Facts } from './classes.ts';
import { digestOf, type Ext4 } from './ext4.ts';

export interface RootReference {
  readonly oldUuid: string;
  readonly oldFiles: string;
  readonly newFiles: string | null;
}

type RootFacts = Pick<
  Facts,
  'root' | 'oldFiles' | 'oldModules' | 'armed' | 'entry' | 'newFiles' | 'newConfig'
>;

const NONE: RootFacts = {
  root: 'none',
  oldFiles: false,
  oldModules: false,
  armed: false,
  entry: false,
  newFiles: false,
  newConfig: false,
};

const MODULES = '/boot/grub/i386-pc';
const NEW_CONFIG = '/boot/grub/grub.cfg';

/** What the first partition holds: the old root, the new one, or nothing that GRUB reads. */
export function rootFacts(fs: Ext4 | null, reference: RootReference): RootFacts {
  if (fs === null) return NONE;
  const oldModules = fs.hash(`${MODULES}/normal.mod`) !== null;
  if (fs.uuid === reference.oldUuid)
    return {
      ...{ ...NONE, root: 'old', oldModules },
      oldFiles: oldDigest(fs) === reference.oldFiles,
      armed: (fs.text(GRUBENV) ?? '').includes(`\nnext_entry=${ENTRY}\n`),
      entry: (fs.text(CUSTOM) ?? '').includes(BEGIN_ENTRY),
    };
  if (fs.label !== ROOT_LABEL) return { ...NONE, oldModules };
  return {
    ...{ ...NONE, root: 'new', oldModules },
    newFiles: reference.newFiles !== null && newDigest(fs) === reference.newFiles,
    newConfig: (fs.text(NEW_CONFIG) ?? '') !== '',
  };
}

/** The new system's kernel may have any name: its configuration tells. */
export function newDigest(fs: Ext4): string | null {
  const config = fs.text(NEW_CONFIG);
  const words = config === null ? [] : [...config.matchAll(/"\(\$new\)"([^\s;]+)/g)];
  const paths = words.map(([, path]) => path?.replaceAll("'", '') ?? '');
  return paths.length < 2 ? null : digestOf(fs, [NEW_CONFIG, ...paths]);
}

/** Modules, configuration, kernels: all that the old GRUB may read but what we change there. */
export function oldDigest(fs: Ext4): string | null {
  const boot = (fs.names('/boot') ?? []).filter((name) => /^(vmlinuz|initrd)/.test(name));
  const modules = (fs.names(MODULES) ?? []).filter((name) => !name.startsWith('.'));
  if (boot.length < 2 || modules.length === 0) return null;
  return digestOf(fs, [
    '/boot/grub/grub.cfg',
    ...boot.map((name) => `/boot/${name}`),
    ...modules.map((name) => `${MODULES}/${name}`),
  ]);
}
