import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  NO_IP,
  PLAIN_CONNECTION,
  pskSecurity,
  routeTo,
  unhide,
  type Connection,
  type Interface,
  type Network,
} from '../../model/network.ts';
import { mergeNetwork } from './merge.ts';

const MAC = '52:54:00:12:34:56';
const NIC: Interface = {
  mac: MAC,
  name: 'eth0',
  isDhcp: false,
  isAdvertised: false,
  addresses: ['10.0.2.15/24'],
  routes: [routeTo('default', '10.0.2.2')],
};
const RADIO: Interface = { ...NIC, name: 'wlan0', kind: 'wifi', mac: '52:54:00:00:00:09' };
const live = (...interfaces: readonly Interface[]): Network => ({
  interfaces,
  dns: ['10.0.2.3'],
  search: [],
});
const file = (more: Partial<Connection>): Connection => ({
  ...PLAIN_CONNECTION,
  source: '/f',
  ...more,
});
const wifi = (ssid: string, more: Partial<Connection> = {}): Connection =>
  file({
    kind: 'wifi',
    isDhcp: true,
    wifi: { ssid, isHidden: false, priority: 0, security: pskSecurity('the passphrase') },
    ...more,
  });
const FIXED = {
  ...NO_IP,
  addresses: ['192.168.1.5/24'],
  routes: [routeTo('default', '192.168.1.1')],
};
const merged = (network: Network, ...connections: readonly Connection[]): Network =>
  mergeNetwork(network, { connections, clientIds: [{ name: 'eth9', clientId: '09' }] });

describe('what is up', () => {
  it('is fixed where a file fixes what is live, also where a client of earlier still runs', () => {
    const leased = { ...NIC, isDhcp: true, addresses: FIXED.addresses };
    const isDhcp = (nic: typeof leased, ...files: Parameters<typeof merged>[1][]): unknown =>
      merged(live(nic), ...files).interfaces[0]?.isDhcp;
    assert.equal(isDhcp(leased, file({ mac: MAC, ip: FIXED })), false);
    assert.equal(isDhcp(leased, file({ mac: MAC, isDhcp: true })), true);
    const both = { ...leased, addresses: [...FIXED.addresses, '10.7.7.7/24'] };
    assert.equal(isDhcp(both, file({ mac: MAC, ip: FIXED })), true);
    assert.equal(isDhcp({ ...leased, addresses: [] }, file({ mac: MAC, ip: FIXED })), true);
  });

  it('counts before the files', () => {
    const network = live(NIC);
    assert.deepEqual(merged(network, file({ name: 'eth0', ip: FIXED, mtu: 1400 })), network);
    assert.deepEqual(merged(network), network);
  });

  it('keeps its fixed address beside a connection by DHCP that is not the one in use', () => {
    const fixed = { ...NIC, addresses: ['192.168.1.5/24'] };
    const both = [file({ mac: MAC, isDhcp: true }), file({ mac: MAC, ip: FIXED })];
    assert.equal(merged(live(fixed), ...both).interfaces[0]?.isDhcp, false);
    assert.equal(merged(live(NIC), ...both).interfaces[0]?.isDhcp, true);
    const [radio] = merged(live(RADIO), wifi('aa', { name: 'wlan0', isDhcp: false })).interfaces;
    assert.equal(radio?.isDhcp, false);
  });

  it('gets from them what it does not tell: who asked DHCP, and by which name', () => {
    const [nic] = merged(live(NIC), file({ mac: MAC, isDhcp: true, clientId: '01:02' })).interfaces;
    assert.deepEqual([nic?.isDhcp, nic?.clientId], [true, '01:02']);
    const client = { ...NIC, name: 'eth9', isDhcp: true };
    assert.equal(merged(live(client)).interfaces[0]?.clientId, '09');
    assert.equal(merged(live({ ...client, isDhcp: false })).interfaces[0]?.clientId, undefined);
  });

  it('is not taken for another card, or for a radio', () => {
    for (const other of [
      { name: 'eth1' },
      { mac: RADIO.mac },
      {},
      { kind: 'wifi', name: 'eth0' },
    ] as const)
      assert.equal(
        merged(live(NIC), file({ ...other, isDhcp: true })).interfaces[0]?.isDhcp,
        false,
      );
  });
});

describe('what is not up', () => {
  const down = { ...NIC, addresses: [], routes: [] };

  it('is as the files have it', () => {
    assert.deepEqual(merged(live(down), file({ name: 'eth0', ip: FIXED, mtu: 1400 })).interfaces, [
      { ...down, addresses: FIXED.addresses, routes: FIXED.routes, mtu: 1400, isDown: true },
    ]);
  });

  it('waits for DHCP as before', () => {
    const waiting = { ...down, isDhcp: true };
    assert.deepEqual(merged(live(waiting), file({ name: 'eth0', isDhcp: true })).interfaces, [
      waiting,
    ]);
    assert.deepEqual(merged(live(down), file({ name: 'eth0', isDhcp: true })).interfaces, [down]);
  });
});

describe('radio networks', () => {
  it('are for the card that their file names, else for every radio', () => {
    const other = { ...RADIO, name: 'wlan1', mac: '52:54:00:00:00:0a' };
    const known = merged(
      live(NIC, RADIO, other),
      wifi('01', { name: 'wlan1' }),
      wifi('02', { mac: '52:54:00:00:00:77' }),
      wifi('03'),
    ).wifi;
    assert.deepEqual(
      known?.map(({ macs }) => macs),
      [[other.mac], ['52:54:00:00:00:77'], [RADIO.mac, other.mac]],
    );
  });

  it('are there once, by the file that has the secret', () => {
    const lost = wifi('01', {
      source: '/lost',
      wifi: {
        ssid: '01',
        isHidden: false,
        priority: 0,
        security: { kind: 'unusable', because: '' },
      },
    });
    assert.deepEqual(
      merged(live(RADIO), lost, wifi('01'), wifi('01', { source: '/again' })).wifi?.map(
        ({ source }) => source,
      ),
      ['/f'],
    );
  });

  it('have the addresses of their file, or of the stanza of their interface', () => {
    const stanza = file({ name: 'wlan0', kind: 'wifi', ip: FIXED });
    const known = merged(
      live(RADIO),
      stanza,
      wifi('01', { name: 'wlan0' }),
      wifi('02', { ip: NO_IP }),
    );
    assert.deepEqual(
      known.wifi?.map(({ fixed }) => fixed),
      [FIXED, undefined],
    );
    const up = { ...RADIO, ssid: '02' };
    assert.equal(
      merged(live(up), wifi('01', { ip: FIXED }), wifi('02')).interfaces[0]?.isDhcp,
      true,
    );
    assert.equal(merged(live(up), wifi('02', { ip: FIXED })).interfaces[0]?.isDhcp, false);
  });
});

describe('name servers', () => {
  it("are not the old system's own programs", () => {
    const local = { ...live(NIC), dns: ['127.0.1.1'] };
    assert.deepEqual(
      merged(local, file({ name: 'eth0', ip: { ...NO_IP, dns: ['9.9.9.9'] } })).dns,
      ['9.9.9.9'],
    );
    assert.deepEqual(merged(local).dns, ['127.0.1.1']);
    assert.deepEqual(merged({ ...live({ ...NIC, isDhcp: true }), dns: ['127.0.1.1'] }).dns, []);
    assert.deepEqual(merged({ ...local, dns: ['127.0.0.1', '9.9.9.9'] }).dns, ['9.9.9.9']);
  });
});

it('a radio network has all secrets that its files have, each once', () => {
  const secret = (phrase: string): Connection =>
    wifi('aa', {
      wifi: { ssid: 'aa', isHidden: false, priority: 0, security: pskSecurity(phrase) },
    });
  const all = ['the old one', 'the new one', 'the old one', 'short'].map(secret);
  const known = merged(live(RADIO), ...all).wifi ?? [];
  assert.deepEqual(
    known.map(({ security }) => (security.kind === 'psk' ? unhide(security.psk).reveal() : '')),
    ['the old one', 'the new one'],
  );
  assert.equal(merged(live(RADIO), secret('short')).wifi?.[0]?.security.kind, 'unusable');
});
