import type { Writer } from './connection.ts';

/** Bounds one transaction; what is over waits for the next. */
const MOST_PER_COMMIT = 1000;

interface Waiting {
  readonly work: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommit {
  /** Resolves when what `work` wrote is on the disk. `work` only runs statements: it does not wait. */
  transact<T>(work: () => T): Promise<T>;
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>;
}

/**
 * Writes whatever came in one turn of the event loop, or while a commit was under way, as ONE
 * transaction: a disk gives about 150 fsyncs a second, and hundreds of hosts write at once.
 */
export function groupCommit(writer: Writer): GroupCommit {
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;

  const writeAll = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_PER_COMMIT);
      waiting = waiting.slice(MOST_PER_COMMIT);
      await writeBatch(batch, writer);
    }
    writing = null;
  };
  return {
    transact: <T>(work: () => T) =>
      new Promise<T>((resolve, reject) => {
        let result: { readonly value: T } | null = null;
        waiting.push({
          work: () => (result = { value: work() }),
          resolve: () => {
            if (result !== null) resolve(result.value);
          },
          reject,
        });
        writing ??= writeAll();
      }),
    settled: async () => {
      while (writing !== null) await writing;
    },
  };
}

/** All or nothing: one failure fails the whole batch, since none of it is on the disk then. */
async function writeBatch(batch: readonly Waiting[], writer: Writer): Promise<void> {
  try {
    await writer.exec('BEGIN IMMEDIATE');
    try {
      for (const { work } of batch) work();
      await writer.exec('COMMIT');
    } catch (error) {
      // SQLite itself rolls back after some errors; then there is nothing left to roll back.
      await writer.exec('ROLLBACK').catch(() => undefined);
      throw error;
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
    return;
  }
  for (const { resolve } of batch) resolve();
}
