import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { hashOf } from './hash-of.ts';

it('the hash of a file is what `sha256sum` prints', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'stem-hash-'));
  t.after(() => {
    rmSync(dir, { recursive: true });
  });
  const file = join(dir, 'x');
  writeFileSync(file, 'abc');
  // FIPS 180-4's example.
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  assert.equal(await hashOf(file), abc);
  await assert.rejects(hashOf(join(dir, 'none')), { code: 'ENOENT' });
});
