import { readFile } from 'node:fs/promises';
import { bundleError, MEND_PARTS } from './bundle-error.ts';
import { withoutDot, type RootArchive } from './root-archive.ts';

/** Reads what `find . -type f -exec sha256sum {} +` printed: name to sha256. @throws StemError BUNDLE_INVALID */
export function parseSums(text: string, shown: string): ReadonlyMap<string, string> {
  const sums = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const [, escaped, sha256, written] = /^(\\?)([0-9a-f]{64}) [ *](.+)$/s.exec(line) ?? [];
    const at = `${shown}, line ${String(index + 1)}`;
    if (sha256 === undefined || written === undefined)
      throw bundleError(`${at} is no line of sha256sum`, MEND_PARTS);
    const name = withoutDot(escaped === '' ? written : unescape(written));
    if (sums.has(name))
      throw bundleError(`${at}: ${JSON.stringify(name)} stands twice`, MEND_PARTS);
    sums.set(name, sha256);
  }
  return sums;
}

/** sha256sum puts a backslash before a line whose name has one, or a line break: coreutils' manual, "md5sum". */
const unescape = (name: string): string =>
  name.replace(/\\([\\nr])/g, (_, letter: string) => ESCAPES[letter] ?? letter);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

/**
 * The device reads every file back and compares it with these sums, after the old system is gone. So a
 * difference between the two must be found here. @throws StemError BUNDLE_INVALID
 */
export async function compareSums(
  file: string,
  { files }: RootArchive,
  names: { readonly archive: string; readonly sums: string },
): Promise<void> {
  const sums = parseSums(await readFile(file, 'utf8'), names.sums);
  const problems = [
    ...[...files.keys()]
      .filter((name) => !sums.has(name))
      .map((name) => `${JSON.stringify(name)} is in ${names.archive} only`),
    ...[...sums]
      .filter(([name, sha256]) => files.get(name) !== sha256)
      .map(
        ([name]) =>
          `${JSON.stringify(name)} ${files.has(name) ? 'has another content' : `is in ${names.sums} only`}`,
      ),
  ].sort();
  if (problems.length === 0) return;
  const more = problems.length > SHOWN ? `; and ${String(problems.length - SHOWN)} more` : '';
  throw bundleError(
    `${names.sums} and ${names.archive} differ: ${problems.slice(0, SHOWN).join('; ')}${more}`,
    'Make both from the same tree at the same time; docs/bundle.md has the two commands.',
  );
}

const SHOWN = 3;
