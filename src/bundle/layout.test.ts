import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Manifest } from '../model/manifest.ts';
import { entriesOf, manifestSums, manifestText, sumsEntry, sumsLine, tarBytes } from './layout.ts';

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const MEMBERS = [{ path: 'env/vmlinuz', bytes: 513, sha256: 'a'.repeat(64) }];
const MANIFEST: Manifest = {
  format: 1,
  os: { name: 'Stand-in OS', version: '1', layout: 'root' },
  environment: { kernel: '', initramfs: '', cmdline: '', minMemoryBytes: 1 },
  grub: { modules: '' },
  archives: [],
  members: MEMBERS,
  signature: null,
};

describe('the layout of a bundle', () => {
  it('begins with the manifest and its sum, which vouch for the rest', () => {
    const text = Buffer.from('{}\n');
    const sums = `${sha256('{}\n')}  manifest.json\n`;
    assert.equal(manifestSums(text).toString(), sums);
    const entry = { path: 'manifest.sha256', bytes: sums.length, sha256: sha256(sums) };
    assert.deepEqual(sumsEntry(text), entry);
    assert.deepEqual(entriesOf(MANIFEST, text), [
      { path: 'manifest.json', bytes: 3, sha256: sha256('{}\n') },
      entry,
      ...MEMBERS,
    ]);
  });

  it('has a manifest that people can read, and reads back', () => {
    const text = manifestText(MANIFEST).toString();
    assert.deepEqual(JSON.parse(text), MANIFEST);
    assert.match(text, /^\{\n {2}"format": 1,\n.*\}\n$/s);
  });

  it('writes a sum as `sha256sum` does', () => {
    assert.equal(sumsLine({ path: 'os/x', sha256: 'ab' }), 'ab  os/x\n');
  });

  it('is as long as its headers, its padded members and the end', () => {
    const bytes = (...lengths: readonly number[]): number =>
      tarBytes(lengths.map((length) => ({ path: 'x', bytes: length, sha256: '' })));
    assert.equal(bytes(), 1024);
    assert.equal(bytes(512), 1024 + 512 + 512);
    assert.equal(bytes(513, 0), 1024 + 512 + 1024 + 512);
  });
});
