import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { scratch } from '../../test/fakes/bundle-parts.ts';
import {
  forge,
  headerAt,
  insert,
  messageOf,
  sample,
  verdict,
} from '../../test/fakes/bundle-tar.ts';
import { MANIFEST_FILE, MANIFEST_SUMS_FILE } from '../model/manifest.ts';
import { manifestSums } from './layout.ts';
import { readBundle } from './read.ts';
import { encodeHeader, END_BYTES, paddingOf } from './tar-header.ts';

const FORGED = [
  ['a member outside the manifest', { path: 'os/extra' }, 'os/extra is not in the manifest'],
  ['an absolute path', { path: '/etc/passwd' }, 'the path of the member "/etc/passwd" is absolute'],
  ['a path with ..', { path: 'os/../../x' }, 'the path of the member "os/../../x" has ".." in it'],
  ['a second copy', { path: 'env/vmlinuz' }, 'env/vmlinuz stands twice in the tar'],
  [
    'a symbolic link',
    { path: 'env/x', type: '2' },
    '"env/x" is a symbolic link: a bundle has regular files only',
  ],
  [
    'a hard link',
    { path: 'env/x', type: '1' },
    '"env/x" is a hard link: a bundle has regular files only',
  ],
  [
    'a device',
    { path: 'env/x', type: '4' },
    '"env/x" is a block device: a bundle has regular files only',
  ],
  [
    'a directory',
    { path: 'env/', type: '5' },
    '"env/" is a directory: a bundle has regular files only',
  ],
  [
    'a pax header',
    { path: 'x', type: 'x' },
    '"x" is a pax header: a bundle has regular files only',
  ],
  [
    'an unknown kind',
    { path: 'x', type: 'Z' },
    '"x" is something unknown: a bundle has regular files only',
  ],
  [
    'members in another order',
    { path: 'os/root.sha256' },
    "os/root.sha256 stands where grub/i386-pc.tar should: the order is the manifest's",
  ],
  [
    'another length',
    { path: 'grub/i386-pc.tar', content: 'x' },
    'grub/i386-pc.tar has 1 bytes, the manifest says 10240',
  ],
] as const;

describe('bundle verify refuses, as a member,', () => {
  for (const [what, forged, says] of FORGED)
    it(`${what} in the middle`, async (t) => {
      const it = await sample(t);
      const bytes = insert(it.bytes, headerAt(it, 'grub/i386-pc.tar'), forge(forged));
      assert.equal(await verdict(it, bytes), says);
    });

  it('a member after the last one', async (t) => {
    const it = await sample(t);
    const bytes = insert(it.bytes, it.bytes.length - END_BYTES, forge({ path: 'os/late' }));
    assert.equal(await verdict(it, bytes), 'os/late is not in the manifest');
  });
});

describe('bundle verify refuses, as a whole,', () => {
  it('a missing member, a damaged header, and what stands between members', async (t) => {
    const it = await sample(t);
    const last = headerAt(it, 'os/root.sha256');
    const ended = Buffer.from(it.bytes).fill(0, last);
    assert.equal(
      await verdict(it, ended),
      `os/root.sha256 is missing: the tar ends before it, at byte ${String(last)}`,
    );
    const damaged = Buffer.from(it.bytes).fill(7, last + 10, last + 20);
    assert.equal(
      await verdict(it, damaged),
      `the tar header of os/root.sha256, at byte ${String(last)}, is damaged`,
    );
    const stuffed = Buffer.from(it.bytes).fill(7, last - 1, last);
    const before = 'the bytes between os/root.tar.zst and what follows it are not empty';
    assert.equal(await verdict(it, stuffed), before);
  });

  it('a manifest that is another one, in spite of right sums', async (t) => {
    const it = await sample(t);
    const text = Buffer.from(JSON.stringify({ ...it.manifest, members: [] }));
    const head = [
      encodeHeader(MANIFEST_FILE, text.length),
      text,
      Buffer.alloc(paddingOf(text.length)),
    ];
    const sums = manifestSums(text);
    const tar = [...head, encodeHeader(MANIFEST_SUMS_FILE, sums.length), sums];
    assert.match(
      await verdict(it, Buffer.concat(tar)),
      /^manifest\.json of .* is wrong: members: env\/vmlinuz is named by the manifest, but is not a member;/,
    );
  });

  it('what GNU tar makes of the same members: a bundle has one form', async (t) => {
    const { file } = await sample(t);
    const dir = `${file}.d`;
    mkdirSync(dir);
    execFileSync('tar', ['-xf', file, '-C', dir]);
    execFileSync('tar', [
      '-cf',
      file,
      '-C',
      dir,
      MANIFEST_FILE,
      MANIFEST_SUMS_FILE,
      'env',
      'grub',
      'os',
    ]);
    assert.equal(
      await messageOf(readBundle(file)),
      `${file}: the tar header of manifest.json is not as \`bundle build\` writes it`,
    );
  });
});

describe('bundle verify refuses', () => {
  it('any other file, a directory, and none', async (t) => {
    const dir = scratch(t);
    const file = join(dir, 'x');
    for (const content of ['', 'hello', 'x'.repeat(4096)]) {
      writeFileSync(file, content);
      const says = `${file} is no bundle: it does not begin with manifest.json`;
      assert.equal(await messageOf(readBundle(file)), says);
    }
    await assert.rejects(readBundle(dir), {
      code: 'FILE_UNREADABLE',
      message: `${dir} is not a regular file`,
    });
    await assert.rejects(readBundle(join(dir, 'none')), { code: 'FILE_UNREADABLE' });
  });

  it('a manifest of an absurd length before it reads it', async (t) => {
    const it = await sample(t);
    const header = encodeHeader(MANIFEST_FILE, 2 ** 32);
    assert.equal(
      await verdict(it, Buffer.concat([header, it.bytes])),
      'manifest.json is larger than 1048576 bytes',
    );
  });

  it('any flipped bit and any cut', async (t) => {
    const it = await sample(t);
    const flip = fc.record({ at: fc.nat(it.bytes.length - 1), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(flip, async ({ at, bit }) => {
        const bytes = Buffer.from(it.bytes);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        await verdict(it, bytes);
      }),
      { numRuns: 400 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(it.bytes.length - 1), async (length) => {
        await verdict(it, it.bytes.subarray(0, length));
      }),
      { numRuns: 100 },
    );
  });
});
