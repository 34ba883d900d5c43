import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, numbersOf } from '../../model/bytes.ts';
import { unhide, type Connection } from '../../model/network.ts';
import { readNetworkManager } from './network-manager.ts';

const read = (text: string, files: readonly string[] = []): Connection | undefined =>
  readNetworkManager(text, { source: '/nm', isFile: (path) => files.includes(path) })[0];
const judged = (text: string, files: readonly string[] = []): string => {
  const security = read(text, files)?.wifi?.security;
  return security?.kind === 'unusable' ? security.because : (security?.kind ?? 'none');
};
const OLD = `[connection]
id=My Network
uuid=0a5e2c27-8a7c-4d6a-9f0e-6a4d7e0f8d10
type=802-11-wireless

[802-11-wireless]
ssid=77;121;32;78;101;116;
mode=infrastructure
mac-address=0:1C:23:AA:BB:CC
security=802-11-wireless-security

[802-11-wireless-security]
key-mgmt=wpa-psk
auth-alg=open
psk=\\spass;"word\\\\

[ipv4]
method=auto

[ipv6]
method=auto
`;
const EAP = `[connection]
type=wifi
[wifi]
ssid=corp
[wifi-security]
key-mgmt=wpa-eap
[802-1x]
eap=peap;
identity=pc
password=pw
ca-cert=/etc/ca.pem
phase2-auth=mschapv2
`;

describe('a keyfile of NetworkManager', () => {
  it('is read as 0.9.8 wrote it', () => {
    const one = read(OLD);
    assert.deepEqual([one?.kind, one?.mac, one?.isDhcp], ['wifi', '00:1c:23:aa:bb:cc', true]);
    assert.equal(fromHex(one?.wifi?.ssid ?? ''), 'My Net');
    const security = one?.wifi?.security;
    assert.ok(security?.kind === 'psk', 'a PSK');
    assert.equal(unhide(security.psk).reveal(), ' pass;"word\\');
  });

  it("is read as today's versions write it", () => {
    const one = read(`[connection]
type=wifi
interface-name=wlan0
autoconnect-priority=7
[wifi]
ssid=caf\xc3\xa9
hidden=true
mac-address=00:1C:23:AA:BB:CC
mtu=1400
[wifi-security]
key-mgmt=sae
psk=secret
[ipv4]
method=auto
dhcp-client-id=1:0:1c
`);
    const { name, mtu, clientId, wifi } = one ?? assert.fail('it is not read');
    assert.deepEqual([name, mtu, clientId], ['wlan0', 1400, '01:00:1c']);
    const { ssid, isHidden, priority, security } = wifi ?? assert.fail('it is no radio network');
    assert.deepEqual([ssid, isHidden, priority, security.kind], ['636166c3a9', true, 7, 'sae']);
  });

  it('has cables, VLANs, bridges and modems as well', () => {
    assert.equal(
      read(
        '[connection]\ntype=802-3-ethernet\n[802-3-ethernet]\nmac-address=0;28;35;170;187;204;\n',
      )?.mac,
      '00:1c:23:aa:bb:cc',
    );
    assert.deepEqual(
      read('[connection]\ntype=vlan\n[vlan]\nid=5\nparent=eth0\ninterface-name=office\n')?.vlan,
      { id: 5, parent: 'eth0' },
    );
    for (const [type, kind] of [
      ['bridge', 'bridge'],
      ['gsm', 'mobile'],
      ['vpn', 'other'],
    ] as const)
      assert.equal(read(`[connection]\ntype=${type}\n`)?.kind, kind);
    assert.equal(read('[ipv4]\nmethod=auto\n'), undefined);
    assert.equal(
      read('[connection]\ntype=ethernet\n[ipv4]\ndhcp-client-id=me\n')?.clientId,
      '6d:65',
    );
  });
});

describe('a radio network of NetworkManager', () => {
  it('is none to join where its secret is elsewhere, or it makes a network of its own', () => {
    assert.match(judged(OLD.replace('psk=', 'psk-flags=1\n#psk=')), /key ring/);
    assert.equal(judged(OLD.replace('psk=', '#psk=')), 'its passphrase is not in the file');
    assert.equal(judged(OLD.replace('infrastructure', 'adhoc')), 'none');
    assert.equal(judged('[connection]\ntype=wifi\n[wifi]\nssid=free\n'), 'open');
  });

  it('is WPA-Enterprise where its certificate is there, however the path is written', () => {
    assert.equal(judged(EAP), 'the file /etc/ca.pem is missing');
    assert.equal(judged(EAP, ['/etc/ca.pem']), 'eap');
    const bytes = numbersOf('file:///etc/ca.pem\0').join(';');
    assert.equal(judged(EAP.replace('/etc/ca.pem', `${bytes};`), ['/etc/ca.pem']), 'eap');
    assert.match(
      judged(EAP.replace('password=pw', 'password-flags=2'), ['/etc/ca.pem']),
      /asked for/,
    );
  });
});
