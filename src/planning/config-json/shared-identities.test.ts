import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Secret } from '../../model/secret.ts';
import { sharedIdentities } from './shared-identities.ts';

it('one identity is for one device; a provisioning key is for all', () => {
  const apiKey = new Secret('all');
  const host = (name: string, uuid: string, key: string) => ({
    name,
    config: { apiKey, uuid, deviceApiKey: new Secret(key) },
  });
  assert.deepEqual(sharedIdentities([host('a', '1', 'x'), host('b', '2', 'y')]), []);
  assert.deepEqual(
    sharedIdentities([host('a', '1', 'x'), host('b', '1', 'y'), host('c', '2', 'x')]),
    [
      { key: 'uuid', names: ['a', 'b'] },
      { key: 'deviceApiKey', names: ['a', 'c'] },
    ],
  );
  assert.deepEqual(
    sharedIdentities([
      { name: 'a', config: {} },
      { name: 'b', config: {} },
    ]),
    [],
  );
});
