import { StemError } from '../model/errors.ts';

/** SQLite's primary result codes, and the codes of the file system, that an operator can act on. */
const REASONS: Readonly<Record<string, readonly [because: string, hint: string]>> = {
  '5': ['another process keeps it locked', 'Find the process that holds it, then try again.'],
  '8': ['it may not be written', 'Give this user the right to write the file and its directory.'],
  '10': ['the disk reports an error', 'Check the disk of the journal before you go on.'],
  '11': ['it is damaged', 'Set the file aside, restore a copy, or set STEM_JOURNAL to a new file.'],
  '13': ['the disk is full', 'Free space where the journal lies, then resume.'],
  '14': ['it can not be opened', 'Check that the path is a file in a directory you may write.'],
  '26': ['it is not a journal', 'Set STEM_JOURNAL to another file.'],
  EACCES: ['permission denied', 'Give this user the right to write the file and its directory.'],
  EPERM: ['permission denied', 'Give this user the right to write the file and its directory.'],
  EROFS: ['its file system is read-only', 'Set STEM_JOURNAL to a place that can be written.'],
  ENOSPC: ['the disk is full', 'Free space where the journal lies, then resume.'],
  ENOENT: ['there is no such file', 'Run `apply` first, or set STEM_JOURNAL to the journal.'],
  ENOTDIR: ['its directory is a file', 'Set STEM_JOURNAL to a path in a directory.'],
  EEXIST: ['its directory is a file', 'Set STEM_JOURNAL to a path in a directory.'],
  EISDIR: ['it is a directory', 'Set STEM_JOURNAL to a file in it.'],
};

/** Says what is wrong with the journal, by its path, and what to do. A StemError passes as it is. */
export function journalError(error: unknown, file: string): StemError {
  if (error instanceof StemError) return error;
  const [because, hint] = REASONS[codeOf(error)] ?? [
    error instanceof Error ? error.message : String(error),
    'Check the file and its disk, then try again.',
  ];
  return new StemError(`the journal ${file}: ${because}`, {
    code: 'JOURNAL_FAILED',
    hint,
    cause: error,
  });
}

/** libsql says `rawCode` (extended) for a statement, and only a text for a file that won't open. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('rawCode' in error && typeof error.rawCode === 'number') return String(error.rawCode & 0xff);
  const opening = /^ConnectionFailed\(.*: (\d+)"\)$/.exec(error.message)?.[1];
  if (opening !== undefined) return opening;
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
