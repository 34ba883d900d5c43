import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openReader, openWriter, type Reader, type Writer } from './connection.ts';
import { checkSchema, prepareSchema } from './schema.ts';

/** A file of no bytes, changed by `sql`. */
async function journal(t: TestContext, sql = ''): Promise<Writer & { readonly file: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'stem-schema-'));
  const file = join(dir, 'j.db');
  writeFileSync(file, '');
  const writer = openWriter(file);
  t.after(() => {
    writer.close();
    rmSync(dir, { recursive: true });
  });
  if (sql !== '') await writer.exec(sql);
  return Object.assign(writer, { file });
}
function reading<T>(file: string, work: (reader: Reader) => T): T {
  const reader = openReader(file);
  try {
    return work(reader);
  } finally {
    reader.close();
  }
}
const isPrepared = (file: string): boolean =>
  reading(file, (reader) => checkSchema(reader, 'j.db'));
const rowsIn = (file: string, table: string): number =>
  reading(file, (reader) => reader.all(`SELECT * FROM ${table}`).length);

describe('the tables of a journal', () => {
  it('are made in an empty file, and found there', async (t) => {
    const writer = await journal(t);
    assert.equal(isPrepared(writer.file), false);
    await prepareSchema(writer, 'j.db');
    assert.equal(isPrepared(writer.file), true);
    const insert = "INSERT INTO event (run_id, host, kind, event) VALUES ('r', 'h', 'k', 'e')";
    assert.equal((await writer.prepare(insert)).run().changes, 1);
  });

  it('are left as they are the next time', async (t) => {
    const writer = await journal(t);
    await prepareSchema(writer, 'j.db');
    await writer.exec("INSERT INTO claim VALUES ('r', 't', 'o', 1)");
    await prepareSchema(writer, 'j.db');
    assert.equal(rowsIn(writer.file, 'claim'), 1);
  });

  const foreign: readonly (readonly [what: string, sql: string, message: string])[] = [
    ['another program', 'CREATE TABLE x (a TEXT)', 'j.db is the database of another program'],
    [
      'a later stem-remote',
      'CREATE TABLE event (x TEXT); PRAGMA application_id = 1398031693; PRAGMA user_version = 2',
      'the journal j.db has format 2, this stem-remote knows up to 1',
    ],
  ];
  for (const [what, sql, message] of foreign)
    it(`of ${what} are refused, and left alone`, async (t) => {
      const writer = await journal(t, sql);
      const refused = { code: 'JOURNAL_FAILED', message };
      await assert.rejects(prepareSchema(writer, 'j.db'), refused);
      assert.throws(() => isPrepared(writer.file), refused);
      // Nothing is left under way: a transaction may begin.
      await writer.exec('BEGIN IMMEDIATE; ROLLBACK');
      assert.equal(rowsIn(writer.file, 'sqlite_schema'), 1);
    });
});
