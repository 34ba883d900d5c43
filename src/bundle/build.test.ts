import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeParts, scratch } from '../../test/fakes/bundle-parts.ts';
import { buildBundle } from './build.ts';
import { readBundle } from './read.ts';

const MEMBERS = [
  'manifest.json',
  'manifest.sha256',
  'env/vmlinuz',
  'env/initrd.img',
  'grub/i386-pc.tar',
  'os/root.tar.zst',
  'os/root.sha256',
];

describe('a built bundle', () => {
  for (const root of ['os/root.tar.zst', 'os/root.tar.gz'] as const) {
    it(`makes a bundle that reads back, of ${root}`, async (t) => {
      const dir = scratch(t);
      const built = await buildBundle(makeParts(dir, root), join(dir, 'b.tar'));
      const { file, ...info } = built;
      assert.equal(file, join(dir, 'b.tar'));
      assert.deepEqual(await readBundle(file), info);
      const [archive] = built.manifest.archives;
      const [program, option] = root.endsWith('.zst') ? ['zstd', '-dc'] : ['gzip', '-dc'];
      const tar = execFileSync(program, [option, join(dir, 'parts', root)]);
      assert.equal(archive?.uncompressedBytes, tar.length);
      assert.equal(archive.checksums, 'os/root.sha256');
      const bytes = readFileSync(file);
      assert.equal(built.bytes, bytes.length);
      assert.equal(built.sha256, createHash('sha256').update(bytes).digest('hex'));
    });
  }
});

describe('bundle build', () => {
  it('makes a tar that GNU tar lists and unpacks without a word', async (t) => {
    const dir = scratch(t);
    const parts = makeParts(dir);
    const { file } = await buildBundle(parts, join(dir, 'b.tar'));
    assert.equal(execFileSync('tar', ['-tf', file]).toString(), `${MEMBERS.join('\n')}\n`);
    const into = join(dir, 'out');
    mkdirSync(into);
    const said = execFileSync('sh', ['-c', 'tar -xf "$1" -C "$2" 2>&1', 'sh', file, into]);
    assert.equal(said.toString(), '');
    for (const path of MEMBERS.slice(2))
      assert.deepEqual(readFileSync(join(into, path)), readFileSync(join(parts, path)));
    execFileSync('sha256sum', ['-c', '--quiet', '--strict', 'manifest.sha256'], { cwd: into });
  });

  it('makes the same bytes of the same parts', async (t) => {
    const dir = scratch(t);
    const parts = makeParts(dir);
    const first = await buildBundle(parts, join(dir, 'one.tar'));
    const copy = join(dir, 'copy');
    cpSync(parts, copy, { recursive: true });
    utimesSync(join(copy, 'env/vmlinuz'), 5, 5);
    const second = await buildBundle(copy, join(dir, 'two.tar'));
    assert.equal(second.sha256, first.sha256);
    assert.deepEqual(readFileSync(second.file), readFileSync(first.file));
  });

  it('says what it does and how far it is', async (t) => {
    const dir = scratch(t);
    const lines: string[] = [];
    const progress: (readonly [number, number])[] = [];
    const built = await buildBundle(makeParts(dir), join(dir, 'b.tar'), {
      say: (line) => lines.push(line),
      onProgress: (...now) => progress.push(now),
    });
    assert.deepEqual(lines, [
      'Reading the parts',
      'Comparing os/root.tar.zst with os/root.sha256',
      `Writing ${built.file}`,
    ]);
    assert.deepEqual(progress.at(-1), [built.bytes, built.bytes]);
  });

  it('leaves the earlier file where it fails, and no half of a new one', async (t) => {
    const dir = scratch(t);
    const out = join(dir, 'taken');
    mkdirSync(join(out, 'inside'), { recursive: true });
    await assert.rejects(buildBundle(makeParts(dir), out), { code: 'FILE_UNREADABLE' });
    assert.deepEqual(readdirSync(dir).sort(), ['parts', 'taken', 'tree']);
  });
});
