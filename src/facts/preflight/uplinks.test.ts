import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded } from '../../../test/devices/recorded.ts';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { bytesOf, hexOf } from '../../model/bytes.ts';
import { uplinks, type Uplinks } from './uplinks.ts';

const read = (...lines: readonly string[]): ReturnType<typeof uplinks.parse> =>
  uplinks.parse(answer(lines.join('\n')));

describe('the uplink', () => {
  it('of the recorded devices is one wired card, known by the connection', () => {
    for (const os of ['ubuntu-14.04', 'debian-12'] as const)
      assert.deepEqual(uplinks.parse(recorded(os, 'P28')), {
        uplinks: [{ name: 'eth0', kind: 'wired' }],
        isConnectionKnown: true,
        others: [],
        sources: [],
      });
  });

  it('is where the default routes go, and where the question came from', () => {
    const links = ['link br0 bridge', 'link tun0 vpn', 'link eth0 wired', 'link eth1 wired'];
    const addresses = ['addr br0 10.0.0.5/24', 'addr tun0 10.8.0.2/32', 'addr eth1 10.9.0.2/24'];
    const told = read(
      ...links,
      ...addresses,
      'default via 10.0.0.1 dev br0',
      'connection 10.8.0.1 5 10.8.0.2 22',
    );
    assert.deepEqual(told.uplinks, [
      { name: 'br0', kind: 'bridge' },
      { name: 'tun0', kind: 'vpn' },
    ]);
    assert.deepEqual(told.others, []);
    assert.deepEqual(read(...links, ...addresses, 'default dev eth0').others, [
      { name: 'br0', kind: 'bridge' },
      { name: 'tun0', kind: 'vpn' },
    ]);
  });
});

describe('where a question came from', () => {
  it('is found by any way of writing an address', () => {
    for (const [server, address] of [
      ['::ffff:10.0.2.15', '10.0.2.15/24'],
      ['fe80::5%eth0', 'fe80::5/64'],
      ['fd00::5', 'fd00::5/64'],
    ] as const)
      assert.deepEqual(
        read('link eth0 wired', `addr eth0 ${address}`, `connection x 1 ${server} 22`).uplinks,
        [{ name: 'eth0', kind: 'wired' }],
      );
    assert.equal(
      read('addr eth0 10.0.2.150/24', 'connection x 1 10.0.2.15 22').isConnectionKnown,
      false,
    );
  });

  it('is a VLAN by its own name, and unknown where there is no link of it', () => {
    const told = read(
      'link eth0.5 vlan',
      'addr eth0.5@eth0 10.0.0.5/24',
      'connection x 1 10.0.0.5 22',
      'default dev wwan0',
      'source /etc/ppp/peers/x y',
    );
    assert.deepEqual(told.uplinks, [
      { name: 'wwan0', kind: 'unknown' },
      { name: 'eth0.5@eth0', kind: 'vlan' },
    ]);
    assert.deepEqual(told.sources, ['/etc/ppp/peers/x y']);
  });

  it('is nothing where nothing was said', () => {
    assert.deepEqual(read(''), { uplinks: [], isConnectionKnown: false, others: [], sources: [] });
  });
});

const file = (kind: string, path: string, text: string): string =>
  `file ${kind} ${hexOf(bytesOf(path))} ${hexOf(bytesOf(text))}`;

describe('a radio', () => {
  const radio = (ssid: string, ...files: readonly string[]): Uplinks =>
    read(
      'link wlan0 wifi iwlwifi',
      'addr wlan0 10.0.0.5/24',
      'default via 10.0.0.1 dev wlan0',
      '--',
      'nic wlan0 52:54:00:00:00:09',
      'wifi wlan0',
      ssid,
      'addr 3: wlan0    inet 10.0.0.5/24 scope global wlan0',
      '--',
      ...files,
    );
  const wpa = (text: string): string => file('wpa', '/etc/wpa_supplicant/w.conf', text);
  const OFFICE = 'network={\nssid="office"\npsk="the passphrase"\n}\n';

  it('is carried over where a file says how it joins, and no secret gets here', () => {
    const told = radio('ssid wlan0 office', wpa(OFFICE));
    assert.deepEqual(told.uplinks, [{ name: 'wlan0', kind: 'wifi', driver: 'iwlwifi' }]);
    assert.doesNotMatch(JSON.stringify(told), /passphrase|secret/);
    assert.deepEqual(radio('', wpa(OFFICE)).uplinks, told.uplinks);
  });

  it('has a problem where none does, or not all of it is there', () => {
    const problem = (...args: Parameters<typeof radio>): string | undefined =>
      radio(...args).uplinks[0]?.problem;
    assert.equal(problem(''), 'no file says how it joins');
    assert.equal(
      problem('ssid wlan0 caf\\xc3\\xa9', wpa(OFFICE)),
      'no file says how it joins "café"',
    );
    const corp =
      'network={\nssid="corp"\nkey_mgmt=WPA-EAP\neap=PEAP\nidentity="x"\npassword="y"\nca_cert="/etc/ca.pem"\n}\n';
    assert.equal(
      problem('ssid wlan0 corp', wpa(corp)),
      '"corp" of /etc/wpa_supplicant/w.conf: the file /etc/ca.pem is missing',
    );
    assert.equal(problem('ssid wlan0 corp', wpa(corp), `there ${hexOf('/etc/ca.pem')}`), undefined);
  });

  it('that nobody could join is told beside an uplink, and so are bridges', () => {
    const told = radio(
      'ssid wlan0 office',
      wpa(`${OFFICE}network={\nssid="x"\n}\n`),
      file('interfaces', '/etc/network/interfaces', 'iface br0 inet dhcp\n bridge_ports eth1\n'),
    );
    assert.deepEqual(told.sources, [
      '"x" of /etc/wpa_supplicant/w.conf: its passphrase is not in the file',
      'br0 (bridge)',
    ]);
  });
});
