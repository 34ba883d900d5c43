import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { scratch } from '../../test/fakes/bundle-parts.ts';
import { readRootArchive, withoutDot, type RootArchive } from './root-archive.ts';

type Entry = readonly [header: Pick<Header, 'name'> & Partial<Header>, content?: string];
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const tarOf = async (...entries: readonly Entry[]): Promise<Buffer> => {
  const tar = pack();
  for (const [header, content = ''] of entries) tar.entry(header, content);
  tar.finalize();
  return buffer(tar);
};
const readGzip = (t: TestContext, bytes: Buffer): Promise<RootArchive> => {
  const file = join(scratch(t), 'root.tar.gz');
  writeFileSync(file, bytes);
  return readRootArchive(file, 'os/root.tar.gz');
};
const filesOf = async (t: TestContext, ...entries: readonly Entry[]): Promise<unknown> =>
  Object.fromEntries((await readGzip(t, gzipSync(await tarOf(...entries)))).files);

describe('the archive of a root', () => {
  it('tells the sum of every regular file, by its name without a dot', async (t) => {
    const files = await filesOf(
      t,
      [{ name: './', type: 'directory' }],
      [{ name: './bin/sh' }, 'shell'],
      [{ name: 'etc/motd' }, ''],
      [{ name: './lib', type: 'symlink', linkname: 'usr/lib' }],
    );
    assert.deepEqual(files, { 'bin/sh': sha256('shell'), 'etc/motd': sha256('') });
  });

  it('has the content of its target for a hard link', async (t) => {
    const link = { name: './b', type: 'link', linkname: './a' } as const;
    assert.deepEqual(await filesOf(t, [{ name: './a' }, 'x'], [link]), {
      a: sha256('x'),
      b: sha256('x'),
    });
  });

  it('has the last of two entries with one name, as tar unpacks it', async (t) => {
    const twice = [[{ name: 'a' }, 'one'] as const, [{ name: './a' }, 'two'] as const];
    assert.deepEqual(await filesOf(t, ...twice), { a: sha256('two') });
    const directory = [{ name: 'a/', type: 'directory' }] as const;
    assert.deepEqual(await filesOf(t, [{ name: 'a' }, 'one'], directory), {});
  });

  it('knows the length of the tar itself', async (t) => {
    const tar = await tarOf([{ name: 'a' }, 'x'.repeat(10_000)]);
    assert.equal((await readGzip(t, gzipSync(tar))).uncompressedBytes, tar.length);
  });

  for (const name of ['/etc/passwd', 'a/../../etc/passwd', '..'])
    it(`is refused with ${name} in it`, async (t) => {
      await assert.rejects(filesOf(t, [{ name }, 'x']), {
        code: 'BUNDLE_INVALID',
        message: `os/root.tar.gz: ${JSON.stringify(name)} leads out of the root`,
      });
    });

  it('is refused where it is cut off or no archive at all', async (t) => {
    const whole = gzipSync(await tarOf([{ name: 'a' }, 'x'.repeat(5000)]));
    for (const bytes of [whole.subarray(0, -20), Buffer.from('no gzip')])
      await assert.rejects(readGzip(t, bytes), {
        code: 'BUNDLE_INVALID',
        message: /^os\/root\.tar\.gz can't be unpacked: /,
      });
  });
});

describe('the name of a file', () => {
  it('is one, however it is written', () => {
    assert.deepEqual(['./bin/sh', 'bin/sh', '././/bin/', '.hidden', 'a/./b'].map(withoutDot), [
      ...['bin/sh', 'bin/sh', 'bin', '.hidden', 'a/./b'],
    ]);
  });
});
