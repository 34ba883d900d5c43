import {
  MANIFEST_FILE,
  MANIFEST_SUMS_FILE,
  pathProblem,
  type Manifest,
} from '../model/manifest.ts';
import { decodeHeader, type ForeignHeader } from './tar-header.ts';

export interface Place {
  readonly manifest: Manifest;
  /** The entry that should stand here; null after the last one. */
  readonly expected: { readonly path: string; readonly bytes: number } | null;
  /** Paths that stood in the tar before. */
  readonly seen: readonly string[];
  /** Where in the file, in bytes. */
  readonly at: number;
}

/** Says what stands where another header, or the end, should. */
export function explainHeader(block: Buffer, place: Place): string {
  const { expected, at } = place;
  const header = decodeHeader(block);
  if (header !== null) return explainMember(header, place);
  if (expected === null)
    return `the empty blocks that end it, at byte ${String(at)}, are altered or not there`;
  return block.every((byte) => byte === 0)
    ? `${expected.path} is missing: the tar ends before it, at byte ${String(at)}`
    : `the tar header of ${expected.path}, at byte ${String(at)}, is damaged`;
}

function explainMember({ name, bytes, kind }: ForeignHeader, place: Place): string {
  const { expected } = place;
  const stranger = strangerProblem(name, kind, place);
  if (stranger !== null) return stranger;
  if (name !== expected?.path)
    return `${name} stands where ${expected?.path ?? 'the end'} should: the order is the manifest's`;
  return bytes === expected.bytes
    ? `the tar header of ${name} is not as \`stem-remote bundle build\` writes it`
    : `${name} has ${String(bytes)} bytes, the manifest says ${String(expected.bytes)}`;
}

/** What may stand nowhere in this bundle, or not a second time. */
function strangerProblem(name: string, kind: string, { seen, manifest }: Place): string | null {
  const shown = JSON.stringify(name);
  if (kind !== 'a regular file') return `${shown} is ${kind}: a bundle has regular files only`;
  const problem = pathProblem(name);
  if (problem !== null) return `the path of the member ${shown} ${problem}`;
  if (seen.includes(name)) return `${name} stands twice in the tar`;
  const known = [MANIFEST_FILE, MANIFEST_SUMS_FILE, ...manifest.members.map(({ path }) => path)];
  return known.includes(name) ? null : `${name} is not in the manifest`;
}
