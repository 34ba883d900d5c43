import type { EnvironmentSizes } from './memory.ts';

/** What a bundle holds and needs: `manifest.json`, the first member of the tar. See docs/bundle.md. Types, not interfaces: it is Json. */
export type Manifest = {
  readonly format: typeof MANIFEST_FORMAT;
  readonly os: BundleOs;
  readonly environment: BundleEnvironment;
  readonly grub: { readonly modules: string };
  /** Of layout `root`: one. The others have none. */
  readonly archives: readonly BundleArchive[];
  /** Of the layouts `balena` and `flash`, in the order of the partitions. */
  readonly images?: readonly BundleImage[];
  /** Of layout `balena`. */
  readonly loader?: BundleLoader;
  /** Of layout `flash`. */
  readonly boot?: BundleBoot;
  /** Every member but `manifest.json` and `manifest.sha256`, in the order of the tar. */
  readonly members: readonly BundleMember[];
  /** Null where nobody has signed it. */
  readonly signature: BundleSignature | null;
};

/** Of the manifest with `signature: null`. `publicKey` is 32 bytes, `value` 64, both in base64. */
export type BundleSignature = {
  readonly algorithm: 'ed25519';
  readonly publicKey: string;
  readonly value: string;
};

export type BundleOs = {
  readonly name: string;
  readonly version: string;
  readonly layout: BundleLayout;
  /** The kind of device that the system is for, as balena names it. Absent where the system does not say. */
  readonly deviceType?: string;
  /** Of layout `balena`: the names of the volumes of the release that it preloads. Absent where it preloads none. */
  readonly volumes?: readonly string[];
  /** The number of the app that these belong to. Absent where one of them has a driver, options or labels of its own. */
  readonly app?: number;
  /** Of layout `balena`: the version of its supervisor, such as `16.7.0`. Absent where the image does not say. */
  readonly supervisor?: string;
};

/** `root`: an archive that is unpacked onto one file system. `balena`: five file systems. `flash`: one, written as it is. */
export type BundleLayout = (typeof LAYOUTS)[number];

/** `kernel` and `initramfs` are members. Sizes are bytes. */
export type BundleEnvironment = {
  readonly kernel: string;
  readonly initramfs: string;
  readonly cmdline: string;
  readonly minMemoryBytes: number;
  /** What the initramfs unpacks to. Bundles of earlier versions do not say. */
  readonly unpackedBytes?: number;
  /** Drivers of radios that it has, with their firmware. Absent: nobody said. */
  readonly wifiDrivers?: readonly string[];
};

/** One file system of the new system. `path` and `checksums` are members; `kernel` and `initramfs` lie inside it. */
export type BundleArchive = {
  readonly path: string;
  readonly fileSystem: 'ext4';
  readonly label: string;
  /** The smallest partition it may go on. */
  readonly minimumBytes: number;
  /** The length of the tar when it is not compressed. */
  readonly uncompressedBytes: number;
  readonly checksums: string;
  readonly kernel: string;
  readonly initramfs: string;
  readonly cmdline: string;
};

/** One whole file system. `path` is a member, packed by zstd; `bytes` and `sha256` are those of what is in it. */
export type BundleImage = {
  /** Of the partition that it goes on, on a disk of its own. */
  readonly number: number;
  readonly path: string;
  readonly label: string;
  readonly fileSystem: 'ext4' | 'vfat';
  readonly bytes: number;
  readonly sha256: string;
};

/** GRUB as the image has it, both members: its 440 bytes of the first sector in a sector of their own, and what follows on that. */
export type BundleLoader = { readonly boot: string; readonly core: string };

/** `kernel` and `initramfs` lie inside the file system. */
export type BundleBoot = {
  readonly kernel: string;
  readonly initramfs: string;
  readonly cmdline: string;
};

export type BundleMember = {
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
};

/** Of an image's loader: it lies behind the disk's first sector, and in front of two sectors and a core of ours (docs/device-protocol.md). */
export const MOST_CORE_BYTES = 1021 * 512;

export const MANIFEST_FORMAT = 1;
export const MANIFEST_FILE = 'manifest.json';
/** One `sha256sum` line of the manifest: nothing else in the tar vouches for it. */
export const MANIFEST_SUMS_FILE = 'manifest.sha256';

export const LAYOUTS = ['root', 'balena', 'flash'] as const;

/** Where an image goes, and what it is. */
export type ImagePlace = Pick<BundleImage, 'number' | 'label' | 'fileSystem'>;

/** What the layouts of images are made of, in the order of the partitions. */
export const IMAGES_OF: Readonly<Record<'balena' | 'flash', readonly ImagePlace[]>> = {
  balena: [
    { number: 1, label: 'resin-boot', fileSystem: 'vfat' },
    { number: 2, label: 'resin-rootA', fileSystem: 'ext4' },
    { number: 3, label: 'resin-rootB', fileSystem: 'ext4' },
    { number: 5, label: 'resin-state', fileSystem: 'ext4' },
    { number: 6, label: 'resin-data', fileSystem: 'ext4' },
  ],
  flash: [{ number: 1, label: 'stem-root', fileSystem: 'ext4' }],
};

/** Whether a volume of a release may be called so: it becomes part of paths and of patterns. */
export const isVolumeName = (name: string): boolean => /^[A-Za-z\d][\w.-]{0,99}$/.test(name);

/** A plain ustar header has room for this many bytes of a name. */
const MAX_PATH_BYTES = 100;

/**
 * What is wrong with a path of a manifest, as the end of a sentence; null where it is fine.
 * Few characters are allowed: these paths go on into shell commands and GRUB scripts.
 */
export function pathProblem(path: string): string | null {
  if (path === '') return 'is empty';
  if (path.length > MAX_PATH_BYTES) return `is longer than ${String(MAX_PATH_BYTES)} characters`;
  if (path.startsWith('/')) return 'is absolute';
  if (path.startsWith('-')) return 'begins like an option';
  if (!/^[\w./+,=@~-]*$/.test(path))
    return 'has other characters than letters, digits and _./+,=@~-';
  const segments = path.split('/');
  if (segments.includes('')) return 'has an empty segment';
  if (segments.includes('..')) return 'has ".." in it';
  return segments.includes('.') ? 'has "." in it' : null;
}

/** The members that other parts of the manifest name, each once. */
export const namedMembers = (
  manifest: Pick<Manifest, 'environment' | 'grub' | 'archives' | 'images' | 'loader'>,
): readonly string[] => [
  ...new Set([
    manifest.environment.kernel,
    manifest.environment.initramfs,
    manifest.grub.modules,
    ...manifest.archives.flatMap(({ path, checksums }) => [path, checksums]),
    ...(manifest.loader === undefined ? [] : [manifest.loader.boot, manifest.loader.core]),
    ...(manifest.images ?? []).map(({ path }) => path),
  ]),
];

/** Bytes of all members: what the unpacked bundle takes, the manifest left out. */
export const totalBytes = ({ members }: Pick<Manifest, 'members'>): number =>
  members.reduce((sum, { bytes }) => sum + bytes, 0);

/** What its environment takes of a device's memory. */
export const environmentSizes = (
  manifest: Pick<Manifest, 'members' | 'environment'>,
): EnvironmentSizes => ({
  kernelBytes: bytesOf(manifest, manifest.environment.kernel),
  initramfsBytes: bytesOf(manifest, manifest.environment.initramfs),
  unpackedBytes: manifest.environment.unpackedBytes ?? 0,
  leastBytes: manifest.environment.minMemoryBytes,
});

/** Bytes of one member; 0 where the manifest has no such member. */
export const bytesOf = ({ members }: Pick<Manifest, 'members'>, path: string): number =>
  members.find((member) => member.path === path)?.bytes ?? 0;
