import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Connection } from '../model/connection.ts';
import { findDuplicates, type Reached } from './duplicate-hosts.ts';

const host = (
  name: string,
  address: string,
  more: Partial<Reached['connection']> = {},
): Reached => ({
  name,
  connection: { address, port: 22, pinnedHostKeys: [], ...more },
});
const GATE: Connection = {
  ...{ address: 'gate', port: 22, user: 'me', usesAgent: false, knownHostsFiles: [] },
  ...{ pinnedHostKeys: [], become: { method: 'none' }, connectTimeoutMs: 1000 },
};
const found = (...hosts: readonly Reached[]): readonly (readonly string[])[] =>
  [...findDuplicates(hosts)].map(([name, { level, says }]) => [name, level, says]);

describe('findDuplicates', () => {
  it('lets hosts be that have nothing in common', () => {
    assert.deepEqual(
      found(
        host('a', '10.0.0.1'),
        host('b', '10.0.0.2'),
        host('c', '10.0.0.1', { port: 2222 }),
        host('d', '10.0.0.3', { pinnedHostKeys: ['ssh-ed25519 AAAA'] }),
        host('e', '10.0.0.4', { pinnedHostKeys: ['ssh-ed25519 BBBB'] }),
      ),
      [],
    );
    assert.deepEqual(found(), []);
  });

  it('blocks all names of one address', () => {
    const says = 'till-1 and kasse-1 have the same address and port.';
    assert.deepEqual(
      found(
        host('till-1', 'Till.example'),
        host('other', '10.0.0.2'),
        host('kasse-1', 'till.example'),
      ),
      [
        ['till-1', 'block', says],
        ['kasse-1', 'block', says],
      ],
    );
    assert.equal(found(host('a', 'fd00::2'), host('b', '[fd00::2]')).length, 2);
  });

  it('blocks all names of one host key, whatever their addresses', () => {
    const keys = { pinnedHostKeys: ['ssh-ed25519 AAAA', 'ssh-rsa CCCC', 'ssh-rsa CCCC'] };
    const says = 'a and b have the same host key.';
    assert.deepEqual(
      found(
        host('a', '10.0.0.1', keys),
        host('b', '10.0.0.2', { pinnedHostKeys: ['ssh-rsa CCCC'] }),
      ),
      [
        ['a', 'block', says],
        ['b', 'block', says],
      ],
    );
  });
});

describe('findDuplicates of a fleet', () => {
  it('takes a private address behind two jump hosts for two devices', () => {
    const behind = (name: string, gate: string): Reached =>
      host(name, '192.168.1.20', { via: { kind: 'jump', hop: { ...GATE, address: gate } } });
    assert.deepEqual(found(behind('a', 'gate-1'), behind('b', 'gate-2')), []);
    assert.equal(found(behind('a', 'gate-1'), behind('b', 'gate-1')).length, 2);
    const by = (name: string, command: string): Reached =>
      host(name, '192.168.1.20', { via: { kind: 'command', command } });
    assert.deepEqual(found(by('a', 'nc gate-1 7001'), by('b', 'nc gate-2 7001')), []);
  });

  it('says of a host what is found first', () => {
    const keys = { pinnedHostKeys: ['ssh-ed25519 AAAA'] };
    const all = found(
      host('a', '10.0.0.1', keys),
      host('b', '10.0.0.1', keys),
      host('c', '10.0.0.9', keys),
    );
    assert.deepEqual(
      all.map(([name, , says]) => [name, says]),
      [
        ['a', 'a and b have the same address and port.'],
        ['b', 'a and b have the same address and port.'],
        ['c', 'a and b and c have the same host key.'],
      ],
    );
  });
});
