import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../test/fakes/action-lines.ts';
import { hide, PLAIN_CONNECTION, pskSecurity, type Network } from '../../model/network.ts';
import { identityStep } from './identity.ts';

const PARAMS = identityStep.params({ stem_login_user: 'pilot', stem_run_id: 'run-1' });
const nic = (addresses: readonly string[]) =>
  ({
    mac: '52:54:00:12:34:56',
    name: 'eth0',
    isDhcp: true,
    isAdvertised: false,
    addresses,
    routes: [],
  }) as const;
const netOf = (...interfaces: Network['interfaces']): Network => ({
  interfaces,
  dns: ['10.0.2.3'],
  search: [],
});
const NETWORK = netOf(nic(['10.0.2.15/24']), nic([]));
const FACTS = {
  sealed: null,
  network: NETWORK,
  config: { connections: [], clientIds: [] },
  hostname: 'web-1',
  recorded: null,
  recordedName: null,
  hasLogins: false,
};

describe('staging/identity', () => {
  it('is needed where some interface has an address', () => {
    assert.deepEqual(identityStep.check(FACTS, PARAMS), {
      kind: 'needed',
      because: '2 interfaces',
    });
  });

  it('is blocked where none has one: in the environment nobody would reach the device', () => {
    for (const network of [netOf(), netOf(nic([]))])
      assert.deepEqual(identityStep.check({ ...FACTS, network }, PARAMS), {
        kind: 'blocked',
        because: 'no physical interface has an address of its own',
        hint: 'Look at `ip addr`: the uplink may be a bridge, a VPN or a modem.',
      });
  });

  it('is done by the seal of this run; what another run took may be out of date', () => {
    assert.equal(identityStep.check({ ...FACTS, sealed: 'run-1' }, PARAMS).kind, 'satisfied');
    for (const sealed of ['', 'run-0'])
      assert.equal(identityStep.check({ ...FACTS, sealed }, PARAMS).kind, 'needed');
  });
});

describe('what staging/identity takes along', () => {
  it('records the network, collects keys and logins on the device, and seals last', () => {
    const lines = linesOf(identityStep.apply(FACTS, PARAMS));
    assert.deepEqual(
      lines.map((line) => line.split(' ').slice(0, 2).join(' ')),
      [
        'write /run/stem/staging/identity/etc/stem/hostname',
        'write /run/stem/staging/identity/etc/stem/network',
        'write /run/stem/staging/identity/network.json',
        'stem-identity /run/stem/staging/identity',
        'write /run/stem/staging/identity/.sealed',
      ],
    );
    assert.match(lines[0] ?? '', / \(600\): "web-1\\n"$/);
    assert.match(lines[1] ?? '', /address 52:54:00:12:34:56 10\.0\.2\.15\/24\\n/);
    assert.match(lines[3] ?? '', / \/run\/stem\/staging pilot etc\/stem\/wifi\/certs$/);
    assert.match(lines[4] ?? '', / \(600\): "run-1"$/);
  });

  it('takes root where no user is named', () => {
    const params = identityStep.params({ stem_run_id: 'run-1' });
    assert.match(
      linesOf(identityStep.apply(FACTS, params))[3] ?? '',
      / root etc\/stem\/wifi\/certs$/,
    );
  });
});

describe('staging/identity of a device with a radio', () => {
  it('takes the radio networks of a card that is up along, and shows no secret of them', () => {
    const card = { ...nic(['10.0.0.5/24']), kind: 'wifi', name: 'wlan0' } as const;
    const eap = {
      methods: ['PEAP'],
      identity: 'pc',
      anonymousIdentity: '',
      password: hide('pw-secret'),
      phase2: '',
      isPhase2Eap: false,
      domainSuffix: '',
      subjectMatch: '',
      keyPassword: null,
      files: [{ use: 'ca_cert', path: '/etc/ca.pem', isThere: true }],
    } as const;
    const connections = [pskSecurity('psk-secret'), { kind: 'eap', eap } as const].map(
      (security, index) => ({
        ...PLAIN_CONNECTION,
        source: '/w',
        kind: 'wifi' as const,
        name: 'wlan0',
        wifi: { ssid: `0${String(index)}`, isHidden: false, priority: 0, security },
      }),
    );
    const facts = {
      ...FACTS,
      network: netOf(card),
      config: { connections, clientIds: [{ name: '', clientId: '01:52' }] },
    };
    const told = linesOf(identityStep.apply(facts, PARAMS));
    assert.doesNotMatch(told.join('\n'), /-secret/);
    assert.match(
      told.find((line) => line.includes('/wifi/')) ?? '',
      /^write \/run\/stem\/staging\/identity\/etc\/stem\/wifi\/52:54:00:12:34:56\.conf \(600\): .*ssid=00.*psk=\[secret\].*ssid=01/,
    );
    assert.match(
      told.find((line) => line.includes('stem/network ')) ?? '',
      /wifi 52:54.*dhcp 01:52/,
    );
    assert.ok(
      told.some((line) => line.endsWith(' etc/stem/wifi/certs /etc/ca.pem cert-1.pem')),
      told.join('\n'),
    );
    assert.equal(identityStep.expect(facts, PARAMS).recorded?.wifi?.length, 2);
  });
});

describe('staging/identity, once done', () => {
  it('leaves what install/configure reads, sealed', () => {
    const after = identityStep.expect(FACTS, PARAMS);
    assert.deepEqual(after, {
      ...FACTS,
      sealed: 'run-1',
      recorded: NETWORK,
      recordedName: 'web-1\n',
      hasLogins: true,
    });
    assert.equal(identityStep.verify(after, PARAMS, []).ok, true);
    assert.deepEqual(identityStep.verify(FACTS, PARAMS, []), {
      ok: false,
      because: 'the seal is missing',
    });
    assert.equal(identityStep.rollback.kind, 'nothing-to-undo');
  });
});
