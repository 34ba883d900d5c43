import { readFileSync } from 'node:fs';
import { StemError } from '../model/errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

/** Reads a small text file. `what` names it for people: `the inventory`. @throws StemError FILE_UNREADABLE */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new StemError(`${what} ${file} can't be read: ${REASONS[code] ?? String(error)}`, {
      code: 'FILE_UNREADABLE',
      hint: 'Check the path and its rights.',
      cause: error,
    });
  }
}
