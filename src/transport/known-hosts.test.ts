import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { fingerprint, hostKeyName, parseKnownHosts, parsePublicKey } from './known-hosts.ts';

const KEY = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const isKnown = (names: string, name: string): boolean =>
  parseKnownHosts(`${names} ssh-ed25519 ${KEY} comment\n`, 'F', name).length === 1;

describe('parseKnownHosts', () => {
  it('finds names in a list, by pattern, and not where they are negated', () => {
    const rows: readonly (readonly [names: string, name: string, isThere: boolean])[] = [
      ['web-1', 'web-1', true],
      ['WEB-1', 'web-1', true],
      ['web-1', 'web-11', false],
      ['a,web-1,b', 'web-1', true],
      ['web-?', 'web-1', true],
      ['web-*', 'web-123', true],
      ['web.1', 'web-1', false],
      ['web-*,!web-1', 'web-1', false],
      ['!web-1', 'web-2', false],
      ['10.0.0.1', '[10.0.0.1]:2222', false],
      ['[10.0.0.1]:2222', '[10.0.0.1]:2222', true],
      ['[10.0.0.*]:2222', '[10.0.0.1]:2222', true],
      ['#web-1', '#web-1', false],
    ];
    for (const [names, name, isThere] of rows)
      assert.equal(isKnown(names, name), isThere, `${names} ${name}`);
  });

  it('recognizes a hashed name', () => {
    const salt = Buffer.from('saltsaltsaltsaltsalt');
    const hash = createHmac('sha1', salt).update('web-1').digest('base64');
    const names = `|1|${salt.toString('base64')}|${hash}`;
    assert.equal(isKnown(names, 'web-1'), true);
    assert.equal(isKnown(names, 'web-2'), false);
    assert.equal(isKnown(names.replace('|1|', '|2|'), 'web-1'), false);
  });

  it('marks revoked keys and authorities, and leaves out comments and broken lines', () => {
    const text = [
      '# web-1 is ours',
      '',
      'web-1',
      'web-1 ssh-ed25519',
      `@cert-authority web-1 ssh-ed25519 ${KEY}`,
      `@what web-1 ssh-ed25519 ${KEY}`,
      `@revoked web-1 ssh-ed25519 ${KEY}`,
      `web-1  ssh-ed25519\t${KEY}`,
    ].join('\n');
    assert.deepEqual(parseKnownHosts(text, 'F', 'web-1'), [
      { type: 'ssh-ed25519', key: KEY, isRevoked: false, isAuthority: true, place: 'F:5' },
      { type: 'ssh-ed25519', key: KEY, isRevoked: true, place: 'F:7' },
      { type: 'ssh-ed25519', key: KEY, isRevoked: false, place: 'F:8' },
    ]);
  });
});

describe('host keys', () => {
  it('are looked up with the port where it is not 22', () => {
    assert.equal(hostKeyName('Web-1', 22), 'web-1');
    assert.equal(hostKeyName('10.0.0.1', 2222), '[10.0.0.1]:2222');
  });

  it('are shown as ssh-keygen does', () => {
    // `ssh-keygen -l` of GitHub's published key.
    assert.equal(
      fingerprint(Buffer.from(KEY, 'base64')),
      'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
    );
  });

  it('that are pinned have to be whole', () => {
    assert.equal(parsePublicKey(`ssh-ed25519 ${KEY} x`, 'P')?.key, KEY);
    assert.equal(parsePublicKey(`ssh-rsa ${KEY}`, 'P'), null);
    assert.equal(parsePublicKey('ssh-ed25519', 'P'), null);
    assert.equal(parsePublicKey('SHA256:abc', 'P'), null);
  });
});
