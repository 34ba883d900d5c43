import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Connection } from '../model/connection.ts';
import {
  ALL_ALGORITHMS,
  algorithmsFor,
  judgeHostKey,
  readHostKeys,
  type HostKeys,
} from './host-keys.ts';
import type { KnownKey } from './known-hosts.ts';

/** A blob as it goes over the wire: the length and name of its type, then the key. */
const blobOf = (type: string, key: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.from(key)]);
};
const OWN = blobOf('ssh-ed25519', 'own');
const OTHER = blobOf('ssh-ed25519', 'other');
const known = (blob: Buffer, more: Partial<KnownKey> = {}): KnownKey => ({
  type: 'ssh-ed25519',
  key: blob.toString('base64'),
  isRevoked: false,
  place: '/k/known_hosts:3',
  ...more,
});
const keysOf = (...keys: readonly KnownKey[]): HostKeys => ({
  name: 'web-1',
  keys,
  file: '/k/known_hosts',
  isPinned: false,
  policy: 'strict',
  isHashed: false,
});
const connection = (more: Partial<Connection>): Connection => ({
  address: 'Web-1',
  port: 22,
  user: 'pilot',
  usesAgent: false,
  knownHostsFiles: [],
  pinnedHostKeys: [],
  become: { method: 'none' },
  connectTimeoutMs: 1,
  ...more,
});

describe('a host key', () => {
  it('is right where it is known', () => {
    assert.equal(judgeHostKey(OWN, keysOf(known(OTHER), known(OWN))), null);
  });

  it('is unknown where nothing is known of the device, also where others are revoked', () => {
    for (const keys of [keysOf(), keysOf(known(OTHER, { isRevoked: true }))]) {
      const error = judgeHostKey(OWN, keys);
      assert.equal(error?.code, 'HOST_KEY_UNKNOWN');
      const line = `echo 'web-1 ssh-ed25519 ${OWN.toString('base64')}' >> /k/known_hosts`;
      assert.ok(error.hint.endsWith(line), error.hint);
    }
  });

  it('has changed where another one is known', () => {
    const error = judgeHostKey(OWN, keysOf(known(OTHER)));
    assert.equal(error?.code, 'HOST_KEY_CHANGED');
    assert.match(error.message, /^the host key of web-1 has changed: .* \(\/k\/known_hosts:3\)$/);
    assert.match(error.hint, /ssh-keygen -R web-1 -f \/k\/known_hosts\.$/);
    const pinned = judgeHostKey(OWN, { ...keysOf(known(OTHER)), isPinned: true });
    assert.match(pinned?.hint ?? '', /correct the pinned key in the inventory\.$/);
  });

  it('is refused where it is revoked, even if it stands among the good ones too', () => {
    const error = judgeHostKey(OWN, keysOf(known(OWN), known(OWN, { isRevoked: true })));
    assert.equal(error?.code, 'HOST_KEY_CHANGED');
    assert.match(error.message, /is marked as revoked/);
  });

  it('is asked for in a kind that is known', () => {
    const rsa = known(OTHER, { type: 'ssh-rsa' });
    assert.deepEqual(algorithmsFor(keysOf(known(OWN))), ['ssh-ed25519']);
    assert.deepEqual(algorithmsFor(keysOf(rsa)), ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']);
    assert.deepEqual(algorithmsFor(keysOf()), ALL_ALGORITHMS);
    assert.deepEqual(algorithmsFor(keysOf(known(OWN, { isRevoked: true }))), ALL_ALGORITHMS);
  });
});

describe('what is known of a device', () => {
  it('is what the files say of its name, or its alias', async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'stem-keys-'));
    t.after(() => {
      rmSync(dir, { recursive: true });
    });
    const file = join(dir, 'known_hosts');
    const key = OWN.toString('base64');
    writeFileSync(file, `web-1 ssh-ed25519 ${key}\nalias ssh-ed25519 ${key}\n`);
    const knownHostsFiles = [join(dir, 'none'), file];
    const placesOf = async (more: Partial<Connection>): Promise<unknown> =>
      (await readHostKeys(connection({ knownHostsFiles, ...more }))).keys.map(({ place }) => place);
    assert.deepEqual(await placesOf({}), [`${file}:1`]);
    assert.deepEqual(await placesOf({ hostKeyAlias: 'Alias' }), [`${file}:2`]);
    assert.deepEqual(await placesOf({ port: 2222 }), []);
    await assert.rejects(placesOf({ knownHostsFiles: [dir] }), { code: 'FILE_UNREADABLE' });
  });

  it('is only what is pinned, where something is', async () => {
    const line = `ssh-ed25519 ${OWN.toString('base64')}`;
    const pinned = connection({ pinnedHostKeys: [line], knownHostsFiles: ['/missing'] });
    assert.deepEqual((await readHostKeys(pinned)).keys, [known(OWN, { place: 'the inventory' })]);
    const wrong = connection({ pinnedHostKeys: ['ssh-rsa AAAA'] });
    await assert.rejects(readHostKeys(wrong), { code: 'INVENTORY_INVALID' });
  });
});
