import { tellLoader } from '../commands/loader.ts';
import type { Fact } from '../model/fact.ts';
import { core, type Core } from './core.ts';

/** Whether the boot code in the first sector is the image's; null where the bundle is gone with the staging partition. */
const bootCode = (disk: string, boot: string): Fact<boolean | null> => ({
  name: `boot code of ${disk}`,
  command: tellLoader(disk, boot),
  as: 'root',
  parse: ({ stdout }) => {
    const code = /^code (image|other)$/m.exec(stdout)?.[1];
    return code === undefined ? null : code === 'image';
  },
});

/** What boots a disk that gets, or has, an image. `boot` is the image's boot code in the bundle. */
export const loaderFacts = (
  disk: string,
  boot: string,
): { readonly core: Fact<Core>; readonly isImages: Fact<boolean | null> } => ({
  core: core(disk),
  isImages: bootCode(disk, boot),
});

interface Loader {
  readonly core: Core;
  readonly isImages: boolean | null;
}

/** Whether the image's own loader is what boots: an image has its core in the sector behind the first. */
export const bootsItself = ({ core, isImages }: Loader): boolean =>
  core.kind === 'grub' && core.pointer === 1 && isImages !== false;

/** As `finish/loader` leaves it. */
export const itsOwn = ({ core }: Loader): Loader => ({
  core: core.kind === 'grub' ? { ...core, pointer: 1 } : core,
  isImages: true,
});
