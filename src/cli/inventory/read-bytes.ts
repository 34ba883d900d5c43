import { readFileSync } from 'node:fs';
import { StemError } from '../../model/errors.ts';
import { LineProblem } from '../../planning/inventory/problem.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

/** @throws StemError FILE_UNREADABLE */
export function readBytes(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new StemError(`${what} ${file} can't be read: ${REASONS[code] ?? String(error)}`, {
      code: 'FILE_UNREADABLE',
      hint: 'Check the path and its rights.',
      cause: error,
    });
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const HINT = 'Save the file as UTF-8.';

/** The text of a file. @throws LineProblem where it isn't UTF-8 */
export function utf8Of(bytes: Uint8Array): string {
  const text = decoded(bytes);
  if (text !== null) return text;
  const line = linesOf(bytes).findIndex((each) => decoded(each) === null) + 1;
  throw new LineProblem('this is no UTF-8', HINT, line);
}

/** The text of an INI file, where comments may hold what they like, as in Ansible. @throws LineProblem */
export function iniTextOf(bytes: Uint8Array): string {
  const whole = decoded(bytes);
  if (whole !== null) return whole;
  const lines = linesOf(bytes).map((line, index) => {
    if (line[0] === 0x23 || line[0] === 0x3b) return '';
    const text = decoded(line);
    if (text === null) throw new LineProblem('this is no UTF-8', HINT, index + 1);
    return text;
  });
  return lines.join('\n');
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

/** Each byte as one character, so that none is lost. */
const linesOf = (bytes: Uint8Array): readonly Uint8Array[] =>
  Buffer.from(bytes)
    .toString('latin1')
    .split(/\r\n|\r|\n/)
    .map((line) => Buffer.from(line, 'latin1'));
