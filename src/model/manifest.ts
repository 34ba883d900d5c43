import type { EnvironmentSizes } from './memory.ts';

/** What a bundle holds and needs: `manifest.json`, the first member of the tar. See docs/bundle.md. Types, not interfaces: it is Json. */
export type Manifest = {
  readonly format: typeof MANIFEST_FORMAT;
  readonly os: BundleOs;
  readonly environment: BundleEnvironment;
  readonly grub: { readonly modules: string };
  readonly archives: readonly BundleArchive[];
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
  readonly layout: 'root';
};

/** `kernel` and `initramfs` are members. Sizes are bytes. */
export type BundleEnvironment = {
  readonly kernel: string;
  readonly initramfs: string;
  readonly cmdline: string;
  readonly minMemoryBytes: number;
  /** What the initramfs unpacks to. Bundles of earlier versions do not say. */
  readonly unpackedBytes?: number;
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

export type BundleMember = {
  readonly path: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
};

export const MANIFEST_FORMAT = 1;
export const MANIFEST_FILE = 'manifest.json';
/** One `sha256sum` line of the manifest: nothing else in the tar vouches for it. */
export const MANIFEST_SUMS_FILE = 'manifest.sha256';

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
  manifest: Pick<Manifest, 'environment' | 'grub' | 'archives'>,
): readonly string[] => [
  ...new Set([
    manifest.environment.kernel,
    manifest.environment.initramfs,
    manifest.grub.modules,
    ...manifest.archives.flatMap(({ path, checksums }) => [path, checksums]),
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
