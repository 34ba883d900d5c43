import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxed } from '../../test/fakes/dash.ts';
import { bytesOf, fromHex, hexOf } from '../model/bytes.ts';
import { tellNetworkConfig } from './network-config.ts';

const FILES = {
  '/etc/network/interfaces': 'source @/etc/network/more/*\nsource-directory @/etc/net\n',
  '/etc/network/more/a': 'iface wlan0 inet dhcp\n  wpa-conf "@/etc/named.conf"\n',
  '/etc/net/b': 'x',
  '/etc/named.conf': 'named',
  '/etc/wpa_supplicant/w.conf': 'ca_cert="@/etc/ca.pem"\n\tprivate_key="@/etc/none"\n',
  '/etc/ca.pem': '',
  '/etc/NetworkManager/system-connections/My Net': 'ssid=1;\nclient-cert=@/etc/with blank\n',
  '/etc/NetworkManager/system-connections/old~': 'no',
  '/etc/with blank': '',
  '/var/lib/connman/wifi_x/settings': 'c',
  '/etc/dhcp/dhclient.conf': 'd',
};

describe('the files of networks', () => {
  const box = sandboxed((box) => {
    box.fake('ps', "echo '/sbin/wpa_supplicant -B -i wlan0 -c @/etc/own.conf -C /run/w'");
  });
  const told = (): readonly string[] =>
    box()
      .prints(tellNetworkConfig())
      .trim()
      .split('\n')
      .map((line) => {
        const [what, kind = '', path = '', text = ''] = line.split(' ');
        if (what === 'there') return `there ${(fromHex(kind) ?? '').replace(box().root, '')}`;
        if (what !== 'file') return line;
        return `${kind} ${(fromHex(path) ?? '').replace(box().root, '')} ${fromHex(text) ?? ''}`.trim();
      });

  it('are told in hex, whoever names them', () => {
    box().putAll(FILES);
    const lines = told().map((line) => line.replaceAll(box().root, ''));
    assert.deepEqual(
      lines.map(
        (line) =>
          line
            .split(/ (?=\/)/)
            .slice(0, 2)
            .join(' ')
            .split('\n')[0],
      ),
      [
        'interfaces /etc/network/interfaces source',
        'interfaces /etc/network/more/a iface wlan0 inet dhcp',
        'interfaces /etc/net/b x',
        'wpa /etc/wpa_supplicant/w.conf ca_cert="/etc/ca.pem"',
        'wpa /etc/named.conf named',
        'nm /etc/NetworkManager/system-connections/My Net ssid=1;',
        'connman /var/lib/connman/wifi_x/settings c',
        'dhclient /etc/dhcp/dhclient.conf d',
        'there /etc/ca.pem',
        'there /etc/named.conf',
        'there /etc/with blank',
        'asked',
      ],
    );
  });

  it('may be none, and have any bytes', () => {
    assert.deepEqual(told(), ['asked']);
    box().put('/etc/own.conf', '\xff"\n');
    assert.ok(
      box()
        .prints(tellNetworkConfig())
        .includes(` ${hexOf(bytesOf('\xff"\n'))}\n`),
      'as it is',
    );
  });
});
