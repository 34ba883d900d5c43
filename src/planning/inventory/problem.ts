import { StemError } from '../../model/errors.ts';
import { withoutSecrets } from './secret-vars.ts';

/** What is wrong with one line of an inventory. Whoever knows the file makes a StemError of it. */
export class LineProblem extends Error {
  override readonly name = 'LineProblem';
  /** What to do next: one imperative sentence. */
  readonly hint: string;
  /** Counted from 1. Null where the reader of lines knows it, or where it is about the whole file. */
  readonly line: number | null;

  constructor(because: string, hint: string, line: number | null = null) {
    super(because);
    this.hint = hint;
    this.line = line;
  }
}

interface Where {
  readonly file: string;
  /** The text of the file, to show the line itself. */
  readonly text: string;
}

/** Calls `work`, and tells of a problem in which file and line it is, with the line itself. @throws StemError INVENTORY_INVALID */
export function located<T>(work: () => T, { file, text }: Where): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LineProblem)) throw error;
    const { line } = error;
    const where = line === null ? file : `${file}:${String(line)}`;
    throw new StemError(`${where}: ${error.message}${line === null ? '' : shown(text, line)}`, {
      code: 'INVENTORY_INVALID',
      hint: error.hint,
      cause: error,
    });
  }
}

/** Line ends as Python's `splitlines` has them. */
export const LINE_END = new RegExp(String.raw`\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]`);

/** A line of JSON can be the whole file. */
const WIDEST = 200;

function shown(text: string, line: number): string {
  const clear = withoutSecrets((text.split(LINE_END)[line - 1] ?? '').trim());
  const cut = clear.length > WIDEST ? `${clear.slice(0, WIDEST)}…` : clear;
  return cut === '' ? '' : `\n    ${cut}`;
}
