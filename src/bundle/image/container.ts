/** How an image can be packed. `foreign` is something that is known, and no image. */
export type Container =
  | { readonly kind: 'raw' | 'gzip' | 'xz' | 'zstd' | 'zip' }
  | { readonly kind: 'foreign'; readonly what: string };

const MAGICS: readonly (readonly [hex: string, Container])[] = [
  ['1f8b08', { kind: 'gzip' }],
  ['fd377a585a00', { kind: 'xz' }],
  ['28b52ffd', { kind: 'zstd' }],
  ['504b0304', { kind: 'zip' }],
  ['504b0506', { kind: 'foreign', what: 'an empty zip file' }],
  ['425a68', { kind: 'foreign', what: 'packed with bzip2, which is not read: unpack it first' }],
  ['377abcaf271c', { kind: 'foreign', what: 'a 7z file, which is not read: unpack it first' }],
  ['514649fb', { kind: 'foreign', what: "QEMU's qcow2, which is not read: `qemu-img convert` it" }],
];

/** By its first bytes: names are what somebody typed. */
export const containerOf = (head: Buffer): Container =>
  MAGICS.find(([magic]) => head.toString('hex').startsWith(magic))?.[1] ?? { kind: 'raw' };

/** As many bytes as `containerOf` looks at. */
export const CONTAINER_HEAD = 8;
