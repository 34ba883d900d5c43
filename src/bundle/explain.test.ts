import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forge, withChecksum } from '../../test/fakes/bundle-tar.ts';
import { explainHeader, type Place } from './explain.ts';
import type { Manifest } from '../model/manifest.ts';
import { BLOCK, encodeHeader } from './tar-header.ts';

const member = (path: string): Manifest['members'][number] => ({ path, bytes: 5, sha256: '' });
const MANIFEST: Manifest = {
  format: 1,
  os: { name: '', version: '', layout: 'root' },
  environment: { kernel: '', initramfs: '', cmdline: '', minMemoryBytes: 1 },
  grub: { modules: '' },
  archives: [],
  members: [member('env/vmlinuz'), member('env/initrd.img')],
  signature: null,
};
const explain = (block: Buffer, more: Partial<Place> = {}): string =>
  explainHeader(block, {
    manifest: MANIFEST,
    expected: member('env/vmlinuz'),
    seen: ['manifest.json', 'manifest.sha256'],
    at: 4096,
    ...more,
  });
const EMPTY = Buffer.alloc(BLOCK);
const GARBAGE = Buffer.alloc(BLOCK, 7);
const END: Partial<Place> = { expected: null };

/** Like GNU tar's: the same member with another mode. */
const otherMode = (): Buffer => {
  const header = encodeHeader('env/vmlinuz', 5);
  header.write('0000755', 100, 'latin1');
  return withChecksum(header);
};

describe('what stands in the wrong place of a bundle', () => {
  const cases: readonly (readonly [says: string, block: Buffer, place?: Partial<Place>])[] = [
    ['env/vmlinuz is missing: the tar ends before it, at byte 4096', EMPTY],
    ['the tar header of env/vmlinuz, at byte 4096, is damaged', GARBAGE],
    ['the empty blocks that end it, at byte 4096, are altered or not there', GARBAGE, END],
    [
      "env/initrd.img stands where env/vmlinuz should: the order is the manifest's",
      encodeHeader('env/initrd.img', 5),
    ],
    [
      "env/vmlinuz stands where the end should: the order is the manifest's",
      encodeHeader('env/vmlinuz', 5),
      END,
    ],
    ['env/vmlinuz has 9 bytes, the manifest says 5', encodeHeader('env/vmlinuz', 9)],
    ['the tar header of env/vmlinuz is not as `stem-remote bundle build` writes it', otherMode()],
    ['manifest.json stands twice in the tar', encodeHeader('manifest.json', 5)],
    ['os/extra is not in the manifest', encodeHeader('os/extra', 5)],
    ['the path of the member "../x" has ".." in it', encodeHeader('../x', 5)],
    [
      '"env/vmlinuz" is a symbolic link: a bundle has regular files only',
      forge({ path: 'env/vmlinuz', type: '2' }).subarray(0, BLOCK),
    ],
  ];
  for (const [says, block, place] of cases)
    it(`is said: ${says}`, () => {
      assert.equal(explain(block, place), says);
    });
});
