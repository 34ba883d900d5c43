import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { scratch } from '../../test/fakes/bundle-parts.ts';
import { readAt, refusal, Scan, withFile, type ReadOptions } from './scan.ts';

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
const fileOf = (t: TestContext, data: Buffer): string => {
  const file = join(scratch(t), 'b.tar');
  writeFileSync(file, data);
  return file;
};
const scanning = <T>(
  file: string,
  work: (scan: Scan) => Promise<T>,
  options: ReadOptions = {},
): Promise<T> =>
  withFile(file, async (handle) => {
    const { size: bytes } = await handle.stat();
    return work(new Scan({ handle, file, bytes, options }));
  });

const HEAD = Buffer.alloc(512, 'h');
const BODY = Buffer.alloc(2_500_000, 'body');
const DATA = Buffer.concat([HEAD, BODY, Buffer.alloc(100), Buffer.from('x')]);

describe('a scan', () => {
  it('reads on and on, hashes each piece and the whole, and says how far it is', async (t) => {
    const seen: number[] = [];
    const onProgress = (done: number): void => void seen.push(done);
    const read = async (scan: Scan): Promise<void> => {
      assert.deepEqual(await scan.block(), HEAD);
      const hash = createHash('sha256');
      await scan.read(BODY.length, hash);
      assert.equal(hash.digest('hex'), sha256(BODY));
      assert.equal(await scan.isEmpty(0), true);
      assert.equal(await scan.isEmpty(100), true);
      assert.equal(await scan.isEmpty(1), false);
      assert.equal(scan.position, DATA.length);
      assert.equal(scan.sha256(), sha256(DATA));
    };
    await scanning(fileOf(t, DATA), read, { onProgress });
    assert.deepEqual([seen[0], seen.at(-1)], [512, DATA.length]);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
  });

  it('gives blocks that a later read leaves alone', async (t) => {
    const file = fileOf(t, Buffer.concat([HEAD, Buffer.alloc(512, 'z')]));
    await scanning(file, async (scan) => {
      const first = await scan.block();
      await scan.block();
      assert.deepEqual(first, HEAD);
    });
  });

  it('is refused where the file becomes shorter meanwhile', async (t) => {
    const file = fileOf(t, DATA);
    const read = async (scan: Scan): Promise<void> => {
      await scan.block();
      truncateSync(file, 600);
      await scan.block();
    };
    await assert.rejects(scanning(file, read), {
      code: 'BUNDLE_INVALID',
      message: `${file}: it became shorter while it was read: 512 bytes`,
    });
  });
});

describe('a file of a bundle', () => {
  it('is read where one wants, and no further than it goes', async (t) => {
    const file = fileOf(t, Buffer.from('abcdef'));
    const at = (position: number, length: number): Promise<string> =>
      withFile(file, async (handle) => (await readAt(handle, position, length)).toString());
    assert.deepEqual([await at(1, 3), await at(4, 9), await at(9, 1)], ['bcd', 'ef', '']);
  });

  it('is a regular file that is there', async (t) => {
    const dir = scratch(t);
    const work = (): Promise<never> => assert.fail('it was opened');
    const code = 'FILE_UNREADABLE';
    await assert.rejects(withFile(dir, work), { code, message: `${dir} is not a regular file` });
    await assert.rejects(withFile(join(dir, 'none'), work), {
      code,
      message: /none can't be used/,
    });
  });

  it('is closed, also where its reader fails', async (t) => {
    const file = fileOf(t, Buffer.from('x'));
    const handles: FileHandle[] = [];
    const failing = withFile(file, (handle) => {
      handles.push(handle);
      return Promise.reject(refusal(file, 'no'));
    });
    await assert.rejects(failing, { message: `${file}: no` });
    assert.deepEqual(
      handles.map(({ fd }) => fd),
      [-1],
    );
  });
});
