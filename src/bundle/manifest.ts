import type { z } from 'zod';
import { StemError } from '../model/errors.ts';
import {
  MANIFEST_FILE,
  MANIFEST_FORMAT,
  MOST_CORE_BYTES,
  MANIFEST_SUMS_FILE,
  namedMembers,
  type Manifest,
} from '../model/manifest.ts';
import { descriptionSchemaOf, manifestSchemaOf, type Description } from './schema.ts';

/** Reads a manifest and checks it against itself. `from` names the file. @throws StemError BUNDLE_INVALID, every problem with its path */
export function parseManifest(text: string, from: string): Manifest {
  const hint = 'Build the bundle again with `stem-remote bundle build`.';
  const manifest = readJson(text, { schemaOf: manifestSchemaOf, from, hint });
  refuse(memberProblems(manifest), { from, hint });
  return manifest;
}

/** Reads the `bundle.json` of a folder of parts. @throws StemError BUNDLE_INVALID, every problem with its path */
export const parseDescription = (text: string, from: string): Description =>
  readJson(text, {
    schemaOf: descriptionSchemaOf,
    from,
    hint: 'Mend the file; docs/bundle.md describes it.',
  });

interface Source {
  readonly from: string;
  readonly hint: string;
}

interface JsonSource<T> extends Source {
  readonly schemaOf: (json: unknown) => z.ZodType<T>;
}

function readJson<T>(text: string, source: JsonSource<T>): T {
  const json = parseJson(text, source);
  refuseOtherFormat(json, source.from);
  const result = source.schemaOf(json).safeParse(json);
  if (result.success) return result.data;
  refuse(
    result.error.issues.map((issue) => `${pathText(issue.path)}: ${issue.message}`),
    source,
  );
  throw result.error; // Not reached: an error has issues.
}

function parseJson(text: string, { from, hint }: Source): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StemError(`${from} is not JSON`, { code: 'BUNDLE_INVALID', hint, cause });
  }
}

/** Said first: the fields of another format would only be noise. */
function refuseOtherFormat(json: unknown, from: string): void {
  if (typeof json !== 'object' || json === null || !('format' in json)) return;
  if (typeof json.format !== 'number' || json.format === MANIFEST_FORMAT) return;
  throw new StemError(
    `${from} has format ${String(json.format)}; this stem-remote knows format ${String(MANIFEST_FORMAT)}`,
    { code: 'BUNDLE_INVALID', hint: 'Use the stem-remote that the bundle was made for.' },
  );
}

function memberProblems(manifest: Manifest): readonly string[] {
  const paths = manifest.members.map(({ path }) => path);
  const reserved = [MANIFEST_FILE, MANIFEST_SUMS_FILE];
  return [
    ...namedMembers(manifest)
      .filter((path) => !paths.includes(path))
      .map((path) => `members: ${path} is named by the manifest, but is not a member`),
    ...paths.flatMap((path, index) => [
      ...(paths.indexOf(path) < index ? [`members[${String(index)}]: ${path} stands twice`] : []),
      ...(reserved.includes(path) ? [`members[${String(index)}]: ${path} has its own place`] : []),
      ...(paths.some((other) => path.startsWith(`${other}/`))
        ? [`members[${String(index)}]: ${path} lies below another member`]
        : []),
    ]),
    ...coreProblems(manifest),
  ];
}

function coreProblems({ loader, members }: Manifest): readonly string[] {
  const core = members.find(({ path }) => path === loader?.core);
  return core === undefined || core.bytes <= MOST_CORE_BYTES
    ? []
    : [
        `members: ${core.path} has ${String(core.bytes)} bytes; in front of the first partition is room for ${String(MOST_CORE_BYTES)}`,
      ];
}

function refuse(problems: readonly string[], { from, hint }: Source): void {
  if (problems.length === 0) return;
  throw new StemError(`${from} is wrong: ${problems.join('; ')}`, { code: 'BUNDLE_INVALID', hint });
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'the whole'
    : path
        .map((key, at) =>
          typeof key === 'number' ? `[${String(key)}]` : (at > 0 ? '.' : '') + String(key),
        )
        .join('');
