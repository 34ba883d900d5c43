import { StemError } from '../model/errors.ts';
import type { Reader, Writer } from './connection.ts';

/** `STEM` in ASCII: tells our file from another program's. */
const APPLICATION_ID = 0x5354454d;
const VERSION = 1;

const TABLES = `
  CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL,
    host TEXT NOT NULL,
    kind TEXT NOT NULL,
    event TEXT NOT NULL
  ) STRICT;
  CREATE INDEX event_of_host ON event (run_id, host);
  CREATE INDEX event_start ON event (run_id, seq) WHERE kind = 'run.started';
  CREATE TABLE claim (
    run_id TEXT PRIMARY KEY,
    token TEXT NOT NULL,
    owner TEXT NOT NULL,
    seen_at_ms INTEGER NOT NULL
  ) STRICT;
  PRAGMA application_id = ${String(APPLICATION_ID)};
  PRAGMA user_version = ${String(VERSION)};
`;

/** Makes the tables in an empty file, in one transaction: two processes may start at the same time. */
export async function prepareSchema(writer: Writer, file: string): Promise<void> {
  await writer.exec('BEGIN IMMEDIATE');
  try {
    const isNew = !isOurs(await versionOf(writer), file);
    if (isNew) await writer.exec(TABLES);
    await writer.exec('COMMIT');
  } catch (error) {
    await writer.exec('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** False for a file without any table. @throws StemError JOURNAL_FAILED */
export function checkSchema(reader: Reader, file: string): boolean {
  return isOurs(readVersion(reader.all(VERSION_SQL)[0]), file);
}

interface Version {
  readonly application: number;
  readonly version: number;
  readonly tables: number;
}

const VERSION_SQL = `
  SELECT application_id AS application, user_version AS version,
    (SELECT count(*) FROM sqlite_schema) AS tables
  FROM pragma_application_id, pragma_user_version`;

const versionOf = async (writer: Writer): Promise<Version> =>
  readVersion((await writer.prepare(VERSION_SQL)).get());

function readVersion(row: unknown): Version {
  const numberAt = (name: string): number => {
    const value: unknown = Object.entries(row ?? {}).find(([key]) => key === name)?.[1];
    return typeof value === 'number' ? value : -1;
  };
  return {
    application: numberAt('application'),
    version: numberAt('version'),
    tables: numberAt('tables'),
  };
}

/** False where the file is empty. */
function isOurs({ application, version, tables }: Version, file: string): boolean {
  if (tables === 0) return false;
  if (application !== APPLICATION_ID)
    throw new StemError(`${file} is the database of another program`, {
      code: 'JOURNAL_FAILED',
      hint: 'Set STEM_JOURNAL to another file.',
    });
  if (version > VERSION)
    throw new StemError(
      `the journal ${file} has format ${String(version)}, this stem-remote knows up to ${String(VERSION)}`,
      { code: 'JOURNAL_FAILED', hint: 'Update stem-remote, or set STEM_JOURNAL to another file.' },
    );
  return true;
}
