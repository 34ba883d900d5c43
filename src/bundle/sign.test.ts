import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { it } from 'node:test';
import { headerAt, messageOf, sample, verdict } from '../../test/fakes/bundle-tar.ts';
import { entriesOf, manifestSums, manifestText } from './layout.ts';
import { inspectBundle, readBundle } from './read.ts';
import { signBundle } from './sign.ts';
import { isGenuine, signed } from './signature.ts';
import { encodeHeader, paddingOf } from './tar-header.ts';

const newKey = () => generateKeyPairSync('ed25519').privateKey;

it('a bundle is signed in its place, its members as they were', async (t) => {
  const made = await sample(t);
  const info = await signBundle(made.file, { to: made.file, key: newKey() });
  assert.deepEqual(await readBundle(made.file), info);
  assert.deepEqual(await inspectBundle(made.file), {
    manifest: info.manifest,
    bytes: info.bytes,
  });
  assert.deepEqual({ ...info.manifest, signature: null }, made.manifest);
  const now = readFileSync(made.file);
  const after = { ...made, manifest: info.manifest };
  assert.ok(
    now
      .subarray(headerAt(after, 'env/vmlinuz'))
      .equals(made.bytes.subarray(headerAt(made, 'env/vmlinuz'))),
    'the members',
  );
});

it('a signature takes the place of an earlier one, and may go to another file', async (t) => {
  const { file } = await sample(t);
  const first = await signBundle(file, { to: file, key: newKey() });
  const second = await signBundle(file, { to: `${file}.2`, key: newKey() });
  assert.equal(second.bytes, first.bytes);
  assert.notEqual(second.manifest.signature?.publicKey, first.manifest.signature?.publicKey);
  assert.deepEqual((await readBundle(file)).manifest, first.manifest);
  assert.deepEqual((await readBundle(`${file}.2`)).manifest, second.manifest);
});

it('a damaged bundle is not signed', async (t) => {
  const { file, bytes } = await sample(t);
  const last = bytes.length - 1100;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  assert.match(await messageOf(signBundle(file, { to: file, key: newKey() })), /altered|not empty/);
  assert.ok(readFileSync(file).equals(bytes), 'it was left as it was');
});

it('a manifest that was changed after it was signed is refused, with its checksum made anew', async (t) => {
  const made = await sample(t);
  const { manifest } = await signBundle(made.file, { to: made.file, key: newKey() });
  const forged = { ...manifest, os: { ...manifest.os, version: '6.6.6' } };
  const text = manifestText(forged);
  const heads = [text, manifestSums(text)].flatMap((content, index) => {
    const { path = '', bytes = 0 } = entriesOf(forged, text)[index] ?? {};
    return [encodeHeader(path, bytes), content, Buffer.alloc(paddingOf(bytes))];
  });
  const tail = made.bytes.subarray(headerAt(made, 'env/vmlinuz'));
  assert.equal(
    await verdict(made, Buffer.concat([...heads, tail])),
    'manifest.json was altered after it was signed',
  );
});

it('a signature is of one manifest and one key', async (t) => {
  const { manifest } = await sample(t);
  const one = signed(manifest, newKey());
  const other = signed(manifest, newKey());
  assert.ok(one.signature !== null && other.signature !== null, 'they are signed');
  assert.equal(isGenuine(one, one.signature), true);
  assert.equal(isGenuine(manifest, one.signature), true);
  const mixed = { ...one.signature, publicKey: other.signature.publicKey };
  assert.equal(isGenuine(one, mixed), false);
  const nobody = { ...one.signature, publicKey: Buffer.alloc(32).toString('base64') };
  assert.equal(isGenuine(one, nobody), false);
  assert.equal(isGenuine({ ...one, members: [] }, one.signature), false);
});
