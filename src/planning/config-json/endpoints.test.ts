import assert from 'node:assert/strict';
import { it } from 'node:test';
import { endpointsIn } from './endpoints.ts';

it('the services of a config.json are each one host and port', () => {
  assert.deepEqual(
    endpointsIn({
      apiEndpoint: 'https://api.example.com',
      deltaEndpoint: 'https://delta.example.com:8443/x',
      registryEndpoint: 'registry2.example.com',
      vpnEndpoint: 'vpn.example.com',
      vpnPort: 1194,
    }),
    [
      'api.example.com:443',
      'vpn.example.com:1194',
      'registry2.example.com:443',
      'delta.example.com:8443',
    ],
  );
  assert.deepEqual(
    endpointsIn({ apiEndpoint: 'http://one:80/', registryEndpoint: 'one:80', vpnEndpoint: 'v' }),
    ['one:80', 'v:443'],
  );
});
