import { createHash } from 'node:crypto';
import {
  MANIFEST_FILE,
  MANIFEST_SUMS_FILE,
  type BundleMember,
  type Manifest,
} from '../model/manifest.ts';
import { BLOCK, END_BYTES, paddingOf } from './tar-header.ts';

/** A manifest of this length has room for thousands of members. */
export const MAX_MANIFEST_BYTES = 1024 * 1024;

/** Every file of the tar in its order, the manifest and its checksum included. */
export function entriesOf(manifest: Manifest, text: Buffer): readonly BundleMember[] {
  return [
    { path: MANIFEST_FILE, bytes: text.length, sha256: sha256Of(text) },
    sumsEntry(text),
    ...manifest.members,
  ];
}

export function sumsEntry(text: Buffer): BundleMember {
  const sums = manifestSums(text);
  return { path: MANIFEST_SUMS_FILE, bytes: sums.length, sha256: sha256Of(sums) };
}

export const manifestText = (manifest: Manifest): Buffer =>
  Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);

export const manifestSums = (text: Buffer): Buffer =>
  Buffer.from(sumsLine({ path: MANIFEST_FILE, sha256: sha256Of(text) }));

/** As `sha256sum` prints it. A path of a manifest needs no escape. */
export const sumsLine = ({ path, sha256 }: Pick<BundleMember, 'path' | 'sha256'>): string =>
  `${sha256}  ${path}\n`;

/** The length of the whole tar. */
export const tarBytes = (entries: readonly BundleMember[]): number =>
  entries.reduce((sum, { bytes }) => sum + BLOCK + bytes + paddingOf(bytes), END_BYTES);

const sha256Of = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
