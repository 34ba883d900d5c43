import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StemError } from '../model/errors.ts';
import { isDurable, type Journal, type RunHeader, type StemEvent } from '../model/event.ts';
import { claimsIn, type RunClaim } from './claim.ts';
import { openReader, openWriter, type Reader, type Writer } from './connection.ts';
import { groupCommit } from './group-commit.ts';
import { journalError } from './journal-error.ts';
import { checkSchema, prepareSchema } from './schema.ts';

/** What can be asked of a journal, also while another process writes it. */
export interface JournalReader extends Pick<Journal, 'read' | 'listRuns'> {
  /** Events of a run that came after `after` (0: all), and the number to ask with next time. */
  readNext(runId: string, after: number): Promise<NextEvents>;
  close(): Promise<void>;
}

export interface NextEvents {
  readonly events: readonly StemEvent[];
  readonly last: number;
}

export interface JournalFile extends Journal, JournalReader {
  /** @throws StemError RUN_LOCKED while another controller drives this run */
  claimRun(runId: string): Promise<RunClaim>;
}

export interface JournalOptions {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

/** Opens the journal for a run; makes file and directory where they are missing. @throws StemError JOURNAL_FAILED */
export async function openJournal(
  path: string,
  { nowMs }: JournalOptions = { nowMs: Date.now },
): Promise<JournalFile> {
  const file = resolve(path);
  const told = tellingOf(file);
  const writer = await told(async () => {
    makePrivateFile(file);
    return preparedWriter(file);
  });
  const insert = await told(() =>
    writer.prepare('INSERT INTO event (run_id, host, kind, event) VALUES (?, ?, ?, ?)'),
  );
  const reader = await told(() => Promise.resolve(openReader(file)));
  const commits = groupCommit(writer);
  const claims = await told(() => claimsIn(writer, commits, nowMs));
  let isClosed = false;
  return {
    ...readingOf(reader, told),
    append: (event) =>
      told(async () => {
        if (!isDurable(event)) return;
        if (isClosed) throw new Error('it is closed');
        const { runId, host, kind } = event;
        const line = JSON.stringify(event);
        await commits.transact(() => insert.run(runId, host, kind, line));
      }),
    claimRun: (runId) => told(() => claims.take(runId)),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await commits.settled();
      reader.close();
      writer.close();
    },
  };
}

/** Opens the journal so that nothing in it changes. @throws StemError JOURNAL_FAILED */
export async function openJournalForReading(path: string): Promise<JournalReader> {
  const file = resolve(path);
  const told = tellingOf(file);
  const reader = await told(() => {
    statSync(file);
    return Promise.resolve(openReader(file));
  });
  // A file of no bytes is what a controller leaves that was killed at its very start.
  const hasTables = await told(() => Promise.resolve(checkSchema(reader, file)));
  return hasTables ? readingOf(reader, told) : emptyReading(reader);
}

type Telling = <T>(work: () => Promise<T>) => Promise<T>;

const tellingOf =
  (file: string): Telling =>
  async (work) => {
    try {
      return await work();
    } catch (error) {
      throw journalError(error, file);
    }
  };

function makePrivateFile(file: string): void {
  const dir = dirname(file);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (existsSync(file)) {
    // Never open it here: closing any descriptor of it would drop the locks SQLite has on it.
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
    return;
  }
  try {
    syncAndClose(openSync(file, 'wx', 0o600));
  } catch (error) {
    // Another controller was faster by a moment.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  syncAndClose(openSync(dir, 'r'));
}

function syncAndClose(descriptor: number): void {
  fsyncSync(descriptor);
  closeSync(descriptor);
}

async function preparedWriter(file: string): Promise<Writer> {
  const writer = openWriter(file);
  try {
    await switchToWal(writer);
    await writer.exec('PRAGMA synchronous = FULL');
    await prepareSchema(writer, file);
    return writer;
  } catch (error) {
    writer.close();
    throw error;
  }
}

const WAL_TRIES = 50;

/** SQLite does not wait for another process that makes the same switch: so we do. */
async function switchToWal(writer: Writer): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await writer.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
      if (!isBusy || tries === WAL_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * Math.random()));
    }
  }
}

function readingOf(reader: Reader, told: Telling): JournalReader {
  const eventsOf = (rows: readonly unknown[]): readonly StemEvent[] =>
    // Written by `append`; the schema's version says in which shape.
    rows.map((row) => JSON.parse(columnOf(row, 'event')) as StemEvent);
  return {
    read: (runId, host) =>
      told(() => {
        const where = host === undefined ? 'run_id = ?' : 'run_id = ? AND host = ?';
        const values = host === undefined ? [runId] : [runId, host];
        const rows = reader.all(`SELECT event FROM event WHERE ${where} ORDER BY seq`, ...values);
        return Promise.resolve(eventsOf(rows));
      }),
    readNext: (runId, after) =>
      told(() => {
        const rows = reader.all(
          'SELECT seq, event FROM event WHERE seq > ? AND run_id = ? ORDER BY seq',
          after,
          runId,
        );
        const last = rows.length === 0 ? after : Number(columnOf(rows.at(-1), 'seq'));
        return Promise.resolve({ events: eventsOf(rows), last });
      }),
    listRuns: () => told(() => Promise.resolve(runsIn(reader))),
    close: () => {
      reader.close();
      return Promise.resolve();
    },
  };
}

function runsIn(reader: Reader): readonly RunHeader[] {
  const rows = reader.all(`
    SELECT event.run_id, json_extract(event.event, '$.at') AS started_at
    FROM (
      SELECT min(seq) AS first, max(seq) AS last FROM event
      WHERE kind = 'run.started' GROUP BY run_id
    ) AS starts JOIN event ON event.seq = starts.first
    ORDER BY starts.last DESC`);
  return rows.map((row) => ({
    runId: columnOf(row, 'run_id'),
    startedAt: columnOf(row, 'started_at'),
  }));
}

function columnOf(row: unknown, name: string): string {
  const value: unknown = Object.entries(row ?? {}).find(([key]) => key === name)?.[1];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new StemError(`the journal has a row without ${name}`, {
    code: 'JOURNAL_FAILED',
    hint: 'Set the file aside, restore a copy, or set STEM_JOURNAL to a new file.',
  });
}

const emptyReading = (reader: Reader): JournalReader => ({
  read: () => Promise.resolve([]),
  readNext: (_, after) => Promise.resolve({ events: [], last: after }),
  listRuns: () => Promise.resolve([]),
  close: () => {
    reader.close();
    return Promise.resolve();
  },
});
