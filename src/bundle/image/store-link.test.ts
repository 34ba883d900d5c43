import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { diskOf, makeFileSystem } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { assertStoreInside } from './store-link.ts';

const LAYER = `balena/aufs/diff/${'0123456789abcdef'.repeat(4)}`;

/** An ext4 with these links and folders. */
async function judged(
  t: TestContext,
  links: Readonly<Record<string, string>>,
  folders: readonly string[] = [],
): Promise<string> {
  const dir = scratch(t);
  const tree = join(dir, 'tree');
  mkdirSync(tree);
  for (const folder of folders) mkdirSync(join(tree, folder), { recursive: true });
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    symlinkSync(target, join(tree, path));
  }
  const made = { label: 'resin-rootA', mib: 4, fileSystem: 'ext4', tree } as const;
  const disk = await diskOf(t, makeFileSystem(join(dir, 'root'), made));
  try {
    await assertStoreInside({ disk, place: { start: 0, bytes: disk.bytes } });
    return 'inside';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('assertStoreInside', () => {
  it('takes a root without a store, and a store whose link is relative', async (t) => {
    assert.equal(await judged(t, {}), 'inside');
    assert.equal(await judged(t, {}, ['current/boot']), 'inside');
    assert.equal(await judged(t, { 'current/boot': 'not/there' }), 'inside');
    // As the engine's store has it: more than 60 characters, which lie outside of the inode.
    const store = { current: './hostapps/ab', 'hostapps/ab/boot': `../../${LAYER}/boot` };
    assert.equal(await judged(t, store, [`${LAYER}/boot`]), 'inside');
  });

  it('refuses an absolute link, in the path or at its end, short or long', async (t) => {
    for (const target of ['/boot', `/${LAYER}/boot`])
      assert.equal(
        await judged(t, { 'current/boot': target }),
        `IMAGE has a /current/boot that does not stay in the image: it has an absolute link: /current/boot -> ${target}`,
      );
    assert.match(await judged(t, { current: '/etc' }), /an absolute link: \/current -> \/etc$/);
    const over = { 'current/boot': '../a/boot', a: '/mnt' };
    assert.match(await judged(t, over), /an absolute link: \/a -> \/mnt$/);
  });

  it('refuses one that climbs above the root, or goes round', async (t) => {
    assert.match(await judged(t, { 'current/boot': '../../etc' }), /it climbs above the root$/);
    const far = { 'current/boot': `../${LAYER}/x`, [`${LAYER}/x`]: '../'.repeat(9) };
    assert.match(await judged(t, far), /it climbs above the root$/);
    assert.match(await judged(t, { current: 'b', b: 'current' }), /it leads in circles$/);
    assert.match(await judged(t, { 'current/boot': 'a b' }), /can't be read: \/current\/boot$/);
  });
});
