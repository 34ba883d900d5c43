import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '../../model/secret.ts';
import { hasOpenSecret, hideSecretKeys } from './secret-keys.ts';

describe('the secrets of a config.json', () => {
  it('are hidden by their key, however deep, and nothing else is', () => {
    const hidden = hideSecretKeys({
      ...{ apiKey: 'a', deviceApiKey: 'b', mixpanelToken: 5, uuid: 'u', wifi: [{ psk: 'c' }] },
      os: { sshKeys: ['ssh-ed25519 AAAA'] },
    });
    assert.equal(
      JSON.stringify(hidden),
      '{"apiKey":"[secret]","deviceApiKey":"[secret]","mixpanelToken":"[secret]","uuid":"u",' +
        '"wifi":[{"psk":"[secret]"}],"os":{"sshKeys":["ssh-ed25519 AAAA"]}}',
    );
    const kept = new Secret('x');
    assert.equal((hideSecretKeys({ apiKey: kept }) as { apiKey: unknown }).apiKey, kept);
  });

  it('are in the open where their text is written, and not where a template names another var', () => {
    assert.equal(hasOpenSecret({ a: [{ apiKey: 'k' }] }), true);
    assert.equal(hasOpenSecret({ apiKey: '{{ key }}', uuid: 'u', b: null }), false);
    assert.equal(hasOpenSecret({ apiKey: new Secret('k') }), false);
  });
});
