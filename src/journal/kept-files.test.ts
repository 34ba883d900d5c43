import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { keptBeside } from './kept-files.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const AT = 'run-1/web-1';

describe('what the controller keeps of a device', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stem-kept-'));
  const kept = keptBeside(join(folder, 'journal.db'));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const put = (name: string, text: string): void => {
    writeFileSync(join(kept.folderOf(AT), name), text);
  };

  it('is nothing at first', async () => {
    const { pieces, sha256 } = await kept.look(AT);
    assert.deepEqual([pieces, sha256], [0, null]);
  });

  it('lies beside the journal, for the operator alone', async () => {
    await kept.clear(AT);
    assert.equal(kept.folderOf(AT), join(folder, 'backups', 'run-1', 'web-1'));
    assert.equal(statSync(join(folder, 'backups')).mode & 0o777, 0o700);
    assert.equal(statSync(kept.folderOf(AT)).mode & 0o777, 0o700);
    assert.ok((await kept.freeBytes()) > 0, 'there is room');
  });

  it('is told by its whole pieces in their order, as the device lists them', async () => {
    put('00001', 'two');
    put('00000', 'one');
    put('00002.part', 'under way');
    const { pieces, bytes, sha256 } = await kept.look(AT);
    assert.deepEqual([pieces, bytes], [2, 6]);
    assert.equal(sha256, sha(`${sha('one')}  00000\n${sha('two')}  00001\n`));
  });

  it('is hashed again where a piece was changed, and gone where it begins anew', async () => {
    const before = (await kept.look(AT)).sha256;
    put('00001', 'TWO!');
    assert.notEqual((await kept.look(AT)).sha256, before);
    await kept.clear(AT);
    assert.equal((await kept.look(AT)).sha256, null);
  });
});
