import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { hiddenFile, writeSparse } from './hidden-file.ts';

async function* pieces(...list: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const piece of await Promise.resolve(list)) yield piece;
}
const LIMIT = { mostBytes: 2 ** 24, tooLong: () => new Error('too long') };

describe('a hidden file', () => {
  it('has no name, so nothing is left of it', async (t) => {
    const dir = scratch(t);
    const handle = await hiddenFile(join(dir, 'out.tar'));
    t.after(() => handle.close());
    await handle.write(Buffer.from('here'));
    assert.deepEqual(readdirSync(dir), []);
    assert.equal((await handle.read(Buffer.alloc(9), 0, 9, 0)).bytesRead, 4);
  });

  it('is refused where there is no such folder', async (t) => {
    await assert.rejects(hiddenFile(join(scratch(t), 'none', 'out.tar')), {
      code: 'FILE_UNREADABLE',
    });
  });
});

describe('what is written sparsely', () => {
  it('has the same bytes, and holes where it is zero, to its end', async (t) => {
    const handle = await hiddenFile(join(scratch(t), 'out.tar'));
    t.after(() => handle.close());
    const data = Buffer.alloc(2 ** 22);
    data.write('begin', 3);
    data.write('end', 2 ** 21);
    const seen: number[] = [];
    const onBytes = (done: number): number => seen.push(done);
    const bytes = await writeSparse(handle, pieces(data.subarray(0, 1000), data.subarray(1000)), {
      ...LIMIT,
      onBytes,
    });
    assert.equal(bytes, data.length);
    assert.deepEqual(seen, [1000, data.length]);
    const back = Buffer.alloc(data.length);
    assert.equal((await handle.read(back, 0, back.length, 0)).bytesRead, data.length);
    assert.ok(back.equals(data), 'another content came back');
    const { blocks } = await handle.stat();
    assert.ok(blocks * 512 < 2 ** 20, `it takes ${String(blocks)} blocks`);
  });

  it('has a limit', async (t) => {
    const handle = await hiddenFile(join(scratch(t), 'out.tar'));
    t.after(() => handle.close());
    const written = writeSparse(handle, pieces(Buffer.alloc(9)), { ...LIMIT, mostBytes: 8 });
    await assert.rejects(written, { message: 'too long' });
  });

  it('says clearly that there is no room', async (t) => {
    const full = await open('/dev/full', 'w');
    t.after(() => full.close());
    await assert.rejects(writeSparse(full, pieces(Buffer.alloc(9, 1)), LIMIT), {
      code: 'FILE_UNREADABLE',
      message:
        'there is no room beside the bundle: it was full after 0 bytes of the unpacked image',
    });
  });
});
