import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '../../model/secret.ts';
import { mergeConfig, withNumbers, type Config } from './config-json.ts';

describe('a config.json over a template', () => {
  it('wins key by key, in mappings too, and takes keys away with null', () => {
    const key = new Secret('k');
    assert.deepEqual(
      mergeConfig(
        { apiEndpoint: 'a', os: { network: { x: 1 }, sshKeys: ['one'] }, country: 'DE' },
        { os: { sshKeys: ['two'], power: 'low' }, country: null, apiKey: key },
      ),
      {
        apiEndpoint: 'a',
        os: { network: { x: 1 }, sshKeys: ['two'], power: 'low' },
        apiKey: key,
      },
    );
    assert.deepEqual(mergeConfig({ os: 'text' }, { os: { a: null, b: 1 } }), { os: { b: 1 } });
    assert.deepEqual(mergeConfig({}, JSON.parse('{"__proto__": {"a": 1}}') as Config), {
      ['__proto__']: { a: 1 },
    });
  });

  it('has numbers where a template made texts of digits', () => {
    assert.deepEqual(
      withNumbers({ vpnPort: '443', applicationId: '12', userId: '1x', username: '7' }),
      { vpnPort: 443, applicationId: 12, userId: '1x', username: '7' },
    );
  });
});
