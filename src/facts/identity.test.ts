import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer } from '../../test/fakes/fake-scripts.ts';
import { render } from '../model/command.ts';
import { HOSTNAME_FILE, NETWORK_JSON, recordedNetwork } from './identity.ts';

describe('the recorded network', () => {
  it('is what was recorded, beside the identity', () => {
    const network = { interfaces: [], dns: ['9.9.9.9'], search: [] };
    assert.deepEqual(recordedNetwork.parse(answer(JSON.stringify(network))), network);
    assert.equal(render(recordedNetwork.command), 'cat /run/stem/staging/identity/network.json');
    assert.equal(recordedNetwork.name, `file ${NETWORK_JSON}`);
    assert.equal(HOSTNAME_FILE, '/run/stem/staging/identity/etc/stem/hostname');
  });

  it('is nothing where the file is missing, empty, or cut off', () => {
    assert.equal(recordedNetwork.parse(answer('{}', 1)), null);
    for (const text of ['', '{"interfaces":[', 'cat: no such file'])
      assert.equal(recordedNetwork.parse(answer(text)), null, text);
  });
});
