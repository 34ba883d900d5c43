import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { describeParts, scratch } from '../../test/fakes/bundle-parts.ts';
import { readParts } from './parts.ts';

const PATHS = [
  'env/vmlinuz',
  'env/initrd.img',
  'grub/i386-pc.tar',
  'os/root.tar.gz',
  'os/root.sha256',
];

/** A folder with these files; what is in them is nobody's business here. */
function folder(t: TestContext, paths: readonly string[] = PATHS): string {
  const dir = scratch(t);
  for (const path of paths) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), path);
  }
  writeFileSync(join(dir, 'bundle.json'), JSON.stringify(describeParts('os/root.tar.gz')));
  return dir;
}

describe('a folder of parts', () => {
  it('is known by its description, its parts in the order of the tar', async (t) => {
    const dir = folder(t, PATHS.toReversed());
    const { description, ...rest } = await readParts(dir);
    assert.deepEqual(rest, { dir, root: 'os/root.tar.gz', paths: PATHS });
    assert.equal(description.archives[0]?.label, 'stem-root');
  });

  it('has every part, and nothing else', async (t) => {
    const dir = folder(t, [...PATHS.slice(1), 'os/notes.txt']);
    await assert.rejects(readParts(dir), {
      code: 'BUNDLE_INVALID',
      message: `${dir}: env/vmlinuz is missing; os/notes.txt is no part of a bundle`,
    });
  });

  it('has no links, which may mean another file at the next read', async (t) => {
    const dir = folder(t, PATHS.slice(1));
    symlinkSync('initrd.img', join(dir, 'env/vmlinuz'));
    await assert.rejects(readParts(dir), { message: `${dir}: env/vmlinuz is not a regular file` });
  });

  it('is refused where it is not there, or has no description', async (t) => {
    const dir = scratch(t);
    await assert.rejects(readParts(dir), { message: `${dir} has no bundle.json` });
    await assert.rejects(readParts(join(dir, 'none')), { code: 'FILE_UNREADABLE' });
  });
});
