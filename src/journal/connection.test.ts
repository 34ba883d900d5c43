import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openReader, openWriter } from './connection.ts';

const fileOf = (t: TestContext, name = 'j.db'): string => {
  const dir = mkdtempSync(join(tmpdir(), 'stem-connection-'));
  t.after(() => {
    rmSync(dir, { recursive: true });
  });
  writeFileSync(join(dir, name), '');
  return join(dir, name);
};

describe('a connection to a journal', () => {
  it('opens a file of any name, to write and to read', async (t) => {
    const file = fileOf(t, 'a b?c#d%20ü.db');
    const writer = openWriter(file);
    await writer.exec('CREATE TABLE x (a TEXT, b INTEGER)');
    const insert = await writer.prepare('INSERT INTO x VALUES (?, ?)');
    assert.equal(insert.run("it's", 7).changes, 1);
    const reader = openReader(file);
    assert.deepEqual(
      reader.all('SELECT a, b FROM x WHERE b = ?', 7).map((row) => ({ ...(row as object) })),
      [{ a: "it's", b: 7 }],
    );
    reader.close();
    writer.close();
    assert.deepEqual(readdirSync(dirname(file)), [basename(file)]);
  });

  it('can change nothing where it only reads', (t) => {
    const reader = openReader(fileOf(t));
    assert.throws(() => reader.all('CREATE TABLE x (a TEXT)'), /readonly/);
    reader.close();
  });

  it('makes no file', async (t) => {
    const file = `${fileOf(t)}.other`;
    assert.throws(() => openReader(file).all('SELECT 1'));
    await assert.rejects(async () => openWriter(file).exec('CREATE TABLE x (a TEXT)'));
    assert.equal(existsSync(file), false);
  });
});
