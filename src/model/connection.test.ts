import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hopsOf, placeOf, type Connection } from './connection.ts';

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
