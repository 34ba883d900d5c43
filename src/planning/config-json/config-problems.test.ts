import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '../../model/secret.ts';
import type { Config } from './config-json.ts';
import { configProblems, identityKind } from './config-problems.ts';

const UUID = 'a'.repeat(32);
const BASE: Config = {
  apiEndpoint: 'https://api.example.com',
  vpnEndpoint: 'vpn.example.com',
  vpnPort: 443,
  registryEndpoint: 'registry2.example.com',
  deviceType: 'genericx86-64-ext',
  applicationId: 12,
};
const PROVISIONED: Config = { ...BASE, apiKey: new Secret('provision') };
const REGISTERED: Config = {
  ...BASE,
  ...{ deviceApiKey: new Secret('device'), uuid: UUID, deviceId: 7, registered_at: 1_700_000_000 },
};
const TYPE = 'genericx86-64-ext';
const with_ = (more: Config): readonly string[] =>
  configProblems({ ...PROVISIONED, ...more }, TYPE);

describe('a config.json', () => {
  it('is right with a provisioning key, or as that of a registered device', () => {
    assert.deepEqual(configProblems(PROVISIONED, TYPE), []);
    assert.deepEqual(configProblems(REGISTERED, ''), []);
    assert.equal(identityKind(PROVISIONED), 'provisioning key');
    assert.equal(identityKind({ ...PROVISIONED, ...REGISTERED }), 'pre-registered');
  });

  it('names all that is missing at once', () => {
    assert.deepEqual(configProblems({}, TYPE), [
      'apiEndpoint is missing',
      'vpnEndpoint is missing',
      'vpnPort is missing',
      'registryEndpoint is missing',
      'deviceType is missing',
      'applicationId (or applicationName) is missing',
      'it has neither apiKey nor deviceApiKey',
    ]);
    assert.deepEqual(configProblems({ ...BASE, deviceApiKey: new Secret('d') }, TYPE), [
      'deviceApiKey is of a registered device, and uuid, deviceId, registered_at is missing',
    ]);
  });

  it('is for the device type of the bundle', () => {
    assert.deepEqual(with_({ deviceType: 'intel-nuc' }), [
      'deviceType is intel-nuc, and the bundle is for genericx86-64-ext',
    ]);
  });

  for (const [key, value] of Object.entries({
    apiEndpoint: 'api.example.com',
    vpnEndpoint: 'https://vpn.example.com',
    vpnPort: 65_536,
    registryEndpoint: 'a b',
    deviceType: 'Intel NUC',
    uuid: 'A'.repeat(32),
    applicationId: 1.5,
    hostname: 'web_1',
    persistentLogging: 'yes',
    developmentMode: 1,
    country: 'de',
    dnsServers: 8,
    os: 'x',
  }))
    it(`has no ${key} that is ${String(value)}`, () => {
      const problems = with_({ [key]: value }).filter((problem) => !problem.includes('bundle'));
      assert.equal(problems.length, 1, String(problems));
      assert.match(problems[0] ?? '', new RegExp(`^${key} must be `));
    });
});

describe('what is in a config.json', () => {
  it('has keys without blanks, and tells none of them', () => {
    const problems = with_({ apiKey: new Secret('hunter 2') });
    assert.deepEqual(problems, ['apiKey must be a key without blanks']);
    assert.deepEqual(with_({ apiKey: 'plain' }), ['apiKey must be a key without blanks']);
  });

  it('has its SSH keys as texts of one line', () => {
    assert.deepEqual(with_({ os: { sshKeys: ['ssh-ed25519 AAAA you@there'] } }), []);
    for (const sshKeys of ['ssh-ed25519', [1], ['a\nb']])
      assert.deepEqual(with_({ os: { sshKeys } }), [
        'os.sshKeys must be a list of public keys, one text for each',
      ]);
  });

  it('has a host name that is one', () => {
    for (const hostname of ['kiosk-1', 'a.b-c.d', 'x'.repeat(63)])
      assert.deepEqual(with_({ hostname }), [], hostname);
    for (const hostname of ['-a', 'a-', 'a..b', 'x'.repeat(64), 'a\nb'])
      assert.equal(with_({ hostname }).length, 1, hostname);
  });
});
