import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { StemError } from '../model/errors.ts';
import type { EventBody, StemEvent } from '../model/event.ts';
import { openWriter } from './connection.ts';
import { openJournal, openJournalForReading } from './libsql.ts';

let dir = '';
/** For a suite: a new folder for each test. */
function eachInItsFolder(): void {
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'stem-journal-'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });
}

type Where = Partial<Pick<StemEvent, 'runId' | 'host' | 'at'>>;
const eventOf = (body: EventBody, more: Where = {}): StemEvent => ({
  ...body,
  runId: 'run-1',
  host: 'web-1',
  at: '2026-01-01T00:00:00.000Z',
  ...more,
});
const output = (text: string, more: Where = {}): StemEvent =>
  eventOf({ kind: 'action.output', task: 'look', text }, more);
const started = (runId: string, at: string): StemEvent =>
  eventOf({ kind: 'run.started', batches: [['web-1']], request: null }, { runId, at, host: '' });

const textsOf = (events: readonly StemEvent[]): readonly string[] =>
  events.map((event) => (event.kind === 'action.output' ? event.text : event.kind));

describe('the journal in a file', () => {
  eachInItsFolder();

  it('gives back what was appended, in order, per run and per host', async () => {
    const file = join(dir, 'j.db');
    const journal = await openJournal(file);
    const strange = output('ünï ☃ \u0000 "quoted" \n', { host: "o'host" });
    await journal.append(output('one'));
    await journal.append(strange);
    await journal.append(output('other run', { runId: 'run-2' }));
    await journal.append(output('two'));
    assert.deepEqual(await journal.read('run-1'), [output('one'), strange, output('two')]);
    assert.deepEqual(await journal.read('run-1', "o'host"), [strange]);
    assert.deepEqual(await journal.read('run-3'), []);
    await journal.close();
    const again = await openJournal(file);
    assert.deepEqual(textsOf(await again.read('run-1', 'web-1')), ['one', 'two']);
    await again.close();
  });

  it('keeps no progress', async () => {
    const journal = await openJournal(join(dir, 'j.db'));
    await journal.append(
      eventOf({ kind: 'action.progress', task: 'push', bytes: 1, totalBytes: 2 }),
    );
    assert.deepEqual(await journal.read('run-1'), []);
    await journal.close();
  });

  it('lists runs newest first, a resumed one by its last start', async () => {
    const journal = await openJournal(join(dir, 'j.db'));
    assert.deepEqual(await journal.listRuns(), []);
    await journal.append(started('run-1', '2026-01-01T00:00:00Z'));
    await journal.append(started('run-2', '2026-01-02T00:00:00Z'));
    await journal.append(started('run-1', '2026-01-03T00:00:00Z'));
    assert.deepEqual(await journal.listRuns(), [
      { runId: 'run-1', startedAt: '2026-01-01T00:00:00Z' },
      { runId: 'run-2', startedAt: '2026-01-02T00:00:00Z' },
    ]);
    await journal.close();
  });
});

describe('the journal under load, and closed', () => {
  eachInItsFolder();

  it('takes a thousand hosts that write at once, each in its own order', async () => {
    const journal = await openJournal(join(dir, 'j.db'));
    await Promise.all(
      Array.from({ length: 1000 }, async (_, index) => {
        for (const text of ['a', 'b', 'c'])
          await journal.append(output(text, { host: `web-${String(index)}` }));
      }),
    );
    assert.equal((await journal.read('run-1')).length, 3000);
    assert.deepEqual(textsOf(await journal.read('run-1', 'web-77')), ['a', 'b', 'c']);
    await journal.close();
  });

  it('refuses an event after it was closed, and closes twice without harm', async () => {
    const journal = await openJournal(join(dir, 'j.db'));
    const last = journal.append(output('last'));
    await journal.close();
    await last;
    await journal.close();
    await assert.rejects(journal.append(output('late')), {
      code: 'JOURNAL_FAILED',
      message: `the journal ${join(dir, 'j.db')}: it is closed`,
    });
  });

  it('is readable for its owner only, also where it was not before', async () => {
    const file = join(dir, 'state/stem/j.db');
    const journal = await openJournal(file);
    await journal.append(output('one'));
    for (const name of readdirSync(join(dir, 'state/stem')))
      assert.equal(statSync(join(dir, 'state/stem', name)).mode & 0o777, 0o600, name);
    assert.equal(statSync(join(dir, 'state/stem')).mode & 0o777, 0o700);
    await journal.close();
    chmodSync(file, 0o644);
    await (await openJournal(file)).close();
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });
});

describe('the journal, read while a run writes it', () => {
  eachInItsFolder();

  it('shows each event as soon as it is acknowledged, and only new ones when asked so', async () => {
    const file = join(dir, 'j #1?.db');
    const journal = await openJournal(file);
    const reader = await openJournalForReading(file);
    await journal.append(started('run-1', '2026-01-01T00:00:00Z'));
    const first = await reader.readNext('run-1', 0);
    assert.deepEqual(textsOf(first.events), ['run.started']);
    await journal.append(output('one'));
    assert.deepEqual(textsOf(await reader.read('run-1')), ['run.started', 'one']);
    const next = await reader.readNext('run-1', first.last);
    assert.deepEqual(textsOf(next.events), ['one']);
    assert.deepEqual(await reader.readNext('run-1', next.last), { events: [], last: next.last });
    assert.equal((await reader.listRuns()).length, 1);
    await reader.close();
    await journal.close();
  });

  it('is empty where a controller was killed before it wrote a table', async () => {
    writeFileSync(join(dir, 'j.db'), '');
    const reader = await openJournalForReading(join(dir, 'j.db'));
    assert.deepEqual(await reader.listRuns(), []);
    assert.deepEqual(await reader.read('run-1'), []);
    assert.deepEqual(await reader.readNext('run-1', 3), { events: [], last: 3 });
    await reader.close();
  });
});

const problemOf = async (open: Promise<unknown>): Promise<readonly [string, string]> => {
  try {
    await open;
  } catch (error) {
    if (error instanceof StemError && error.code === 'JOURNAL_FAILED')
      return [error.message, error.hint];
    throw error;
  }
  return ['', ''];
};

describe('a journal that can not be used', () => {
  eachInItsFolder();

  it('is named, with what to do: none, a directory, a wrong directory', async () => {
    const none = join(dir, 'none.db');
    assert.deepEqual(await problemOf(openJournalForReading(none)), [
      `the journal ${none}: there is no such file`,
      'Run `apply` first, or set STEM_JOURNAL to the journal.',
    ]);
    assert.deepEqual(readdirSync(dir), []);
    assert.deepEqual(await problemOf(openJournal(dir)), [
      `the journal ${dir}: it can not be opened`,
      'Check that the path is a file in a directory you may write.',
    ]);
    writeFileSync(none, '');
    assert.deepEqual(await problemOf(openJournal(join(none, 'j.db'))), [
      `the journal ${join(none, 'j.db')}: its directory is a file`,
      'Set STEM_JOURNAL to a path in a directory.',
    ]);
  });
});

describe('a file that is no journal of ours', () => {
  eachInItsFolder();

  it('is left as it is: a text, another program’s database, a newer format', async () => {
    const text = join(dir, 'text.db');
    writeFileSync(text, 'not a database, '.repeat(500));
    for (const open of [openJournal, openJournalForReading])
      assert.deepEqual(await problemOf(open(text)), [
        `the journal ${text}: it is not a journal`,
        'Set STEM_JOURNAL to another file.',
      ]);
    const other = join(dir, 'other.db');
    writeFileSync(other, '');
    const writer = openWriter(other);
    await writer.exec('CREATE TABLE theirs (x)');
    writer.close();
    for (const open of [openJournal, openJournalForReading])
      assert.deepEqual(await problemOf(open(other)), [
        `${other} is the database of another program`,
        'Set STEM_JOURNAL to another file.',
      ]);
    const newer = join(dir, 'newer.db');
    await (await openJournal(newer)).close();
    const later = openWriter(newer);
    await later.exec('PRAGMA user_version = 7');
    later.close();
    for (const open of [openJournal, openJournalForReading])
      assert.deepEqual(await problemOf(open(newer)), [
        `the journal ${newer} has format 7, this stem-remote knows up to 1`,
        'Update stem-remote, or set STEM_JOURNAL to another file.',
      ]);
  });
});

describe('a journal that was altered', () => {
  eachInItsFolder();

  it('says so where a row is not what was written', async () => {
    const file = join(dir, 'j.db');
    const journal = await openJournal(file);
    await journal.append(output('one'));
    const writer = openWriter(file);
    await writer.exec(`UPDATE event SET event = 'half a li'`);
    writer.close();
    const [message] = await problemOf(journal.read('run-1'));
    assert.match(message, /^the journal .*j\.db: Unexpected token/);
    await journal.close();
  });
});
