import assert from 'node:assert/strict';
import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { headerAt, messageOf, sample, verdict } from '../../test/fakes/bundle-tar.ts';
import { MANIFEST_SUMS_FILE } from '../model/manifest.ts';
import { inspectBundle, readBundle } from './read.ts';
import { BLOCK } from './tar-header.ts';

describe('bundle verify refuses', () => {
  it('an altered member, by its name and both sums', async (t) => {
    const it = await sample(t);
    const at = headerAt(it, 'os/root.tar.zst') + BLOCK + 5;
    it.bytes[at] = (it.bytes[at] ?? 0) ^ 1;
    assert.match(
      await verdict(it, it.bytes),
      /^os\/root\.tar\.zst was altered: its sha256 is [0-9a-f]{64}, the manifest says [0-9a-f]{64}$/,
    );
  });

  it('an altered manifest', async (t) => {
    const it = await sample(t);
    const at = it.bytes.indexOf('Stand-in');
    it.bytes.write('s', at);
    assert.equal(
      await verdict(it, it.bytes),
      'manifest.json does not match manifest.sha256: one of them was altered',
    );
  });

  it('a file that is cut off, with how much is there', async (t) => {
    const it = await sample(t);
    const whole = it.bytes.length;
    assert.equal(
      await verdict(it, it.bytes.subarray(0, -1)),
      `it is cut off: it has ${String(whole - 1)} bytes, the manifest's files make ${String(whole)}`,
    );
    assert.equal(await verdict(it, it.bytes.subarray(0, 600)), 'it is cut off in manifest.json');
    const sums = headerAt(it, MANIFEST_SUMS_FILE);
    assert.equal(await verdict(it, it.bytes.subarray(0, sums)), 'it is cut off in manifest.sha256');
  });

  it('bytes after the end', async (t) => {
    const it = await sample(t);
    assert.equal(
      await verdict(it, Buffer.concat([it.bytes, Buffer.from('more')])),
      '4 bytes follow after its end',
    );
  });
});

describe('bundle inspect', () => {
  it('reads the manifest, and leaves the members unread', async (t) => {
    const it = await sample(t);
    const whole = { manifest: it.manifest, bytes: it.bytes.length };
    assert.deepEqual(await inspectBundle(it.file), whole);
    const at = headerAt(it, 'os/root.tar.zst') + BLOCK;
    writeFileSync(it.file, Buffer.from(it.bytes).fill(0, at, at + 10));
    assert.deepEqual(await inspectBundle(it.file), whole);
  });

  it('refuses a file of another length', async (t) => {
    const { file, bytes } = await sample(t);
    appendFileSync(file, 'x');
    assert.equal(await messageOf(inspectBundle(file)), `${file}: 1 bytes follow after its end`);
    truncateSync(file, bytes.length - 1);
    assert.match(await messageOf(inspectBundle(file)), /: it is cut off: it has /);
  });
});

describe('bundle verify', () => {
  it('says how far it is', async (t) => {
    const { file, bytes } = await sample(t);
    const seen: number[] = [];
    await readBundle(file, { onProgress: (done, total) => seen.push(done / total) });
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
    assert.equal(seen.at(-1), 1);
    assert.ok(seen.length < bytes.length / 100);
  });
});
