import Database from 'libsql';
import AsyncDatabase from 'libsql/promise';

/**
 * The few calls of libsql that the journal needs, with types. Traps of libsql 0.5.29: the options
 * `readonly` and `fileMustExist` do nothing (the URI's `mode` does); binding an object aborts the
 * process, so that only texts and numbers may be bound.
 */
export type Bound = string | number;

export interface Statement {
  run(...values: readonly Bound[]): { readonly changes: number };
  get(...values: readonly Bound[]): unknown;
}

export interface Writer {
  /** Runs on a thread of its own: a commit that waits for the disk does not hold up the event loop. */
  exec(sql: string): Promise<void>;
  prepare(sql: string): Promise<Statement>;
  close(): void;
}

export interface Reader {
  all(sql: string, ...values: readonly Bound[]): readonly unknown[];
  close(): void;
}

const BUSY_MS = 10_000;

/** Opens an existing file for reading and writing. */
export const openWriter = (file: string): Writer =>
  new AsyncDatabase(uri(file, 'rw'), { timeout: BUSY_MS });

/** Opens an existing file so that nothing in it can change, also while another process writes. */
export function openReader(file: string): Reader {
  const database = new Database(uri(file, 'ro'), { timeout: BUSY_MS });
  return {
    all: (sql, ...values) => database.prepare<Bound[]>(sql).all(...values),
    close: () => void database.close(),
  };
}

const uri = (file: string, mode: 'ro' | 'rw'): string =>
  `file:${file.split('/').map(encodeURIComponent).join('/')}?mode=${mode}`;
