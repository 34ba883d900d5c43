import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hopsOf, placeOf, withNewSystem, type Connection } from './connection.ts';
import { Secret } from './secret.ts';

const connection = (address: string, hop?: Connection): Connection => ({
  ...{ address, port: 22, user: 'a', usesAgent: false, knownHostsFiles: [], pinnedHostKeys: [] },
  ...{ become: { method: 'none' }, connectTimeoutMs: 1 },
  ...(hop && { via: { kind: 'jump', hop } }),
});

it('the stops on a way are told from here on', () => {
  const way = connection('web', connection('inner', connection('gate')));
  assert.deepEqual(hopsOf(way).map(placeOf), ['gate', 'inner']);
  assert.deepEqual(hopsOf(connection('web')), []);
});

it('a place has its port where it is another than 22', () => {
  assert.equal(placeOf({ address: 'a', port: 22 }), 'a');
  assert.equal(placeOf({ address: 'a', port: 23 }), 'a:23');
  assert.equal(placeOf({ address: '::1', port: 23 }), '[::1]:23');
});

it('a new system on another port is root by a key, with the host key of the old one', () => {
  const password = new Secret('geheim');
  const old: Connection = {
    ...connection('web'),
    ...{ password, become: { method: 'sudo', password }, methods: ['password'] },
  };
  const { afterwards, ...same } = withNewSystem(old, 22_222);
  assert.deepEqual(same, old);
  const { port, user, become, methods, hostKeyAlias, address } = afterwards ?? old;
  assert.deepEqual(
    { port, user, become, methods, hostKeyAlias, address },
    {
      ...{ port: 22_222, user: 'root', become: { method: 'none' }, methods: ['publickey'] },
      ...{ hostKeyAlias: 'web', address: 'web' },
    },
  );
  const aliasOf = (more: Partial<Connection>): string | undefined =>
    withNewSystem({ ...old, ...more }, 22_222).afterwards?.hostKeyAlias;
  assert.equal(aliasOf({ port: 2222 }), '[web]:2222');
  assert.equal(aliasOf({ port: 2222, hostKeyAlias: 'kiosk' }), 'kiosk');
});
