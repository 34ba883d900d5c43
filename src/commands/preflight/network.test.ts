import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../../test/fakes/dash.ts';
import type { ShellCommand } from '../../model/command.ts';
import { tellLeases, tellNics, tellReachable, tellUplinks } from './network.ts';

const CONNECTION = '10.0.2.2 51750 10.0.2.15 22';

/** As a root command of a session: sudo has taken the variable away, its parent still has it. */
const bySudo = (command: ShellCommand): ShellCommand => ({
  kind: 'joined',
  by: ';',
  parts: [
    {
      kind: 'simple',
      words: ['env', '-u', 'SSH_CONNECTION', ...(command.kind === 'simple' ? command.words : [])],
    },
    { kind: 'simple', words: ['true'] },
  ],
});

describe('the network cards of a device', () => {
  const box = sandboxed();

  it('are those with hardware, told with carrier and driver', () => {
    box().putAll({
      '/sys/class/net/eth0/address': '52:54:00:12:34:56\n',
      '/sys/class/net/eth0/operstate': 'up\n',
      '/sys/class/net/eth0/carrier': '1\n',
      '/sys/class/net/eth0/device/vendor': '',
      '/sys/class/net/eth1/address': '52:54:00:12:34:57\n',
      '/sys/class/net/eth1/device/vendor': '',
      '/sys/class/net/lo/address': '00:00:00:00:00:00\n',
      '/sys/bus/drivers/e1000/bind': '',
    });
    box().link('/sys/class/net/eth0/device/driver', box().at('/sys/bus/drivers/e1000'));
    assert.equal(
      box().prints(tellNics()),
      'nic eth0 52:54:00:12:34:56 up 1 e1000\nnic eth1 52:54:00:12:34:57  0 driver\nasked\n',
    );
  });
});

const withIp = (box: Sandbox): void => {
  box.fake(
    'ip',
    `case $* in
*addr*) printf '%s\\n' '2: eth0    inet 10.0.2.15/24 brd 10.0.2.255' '3: tun0    inet 10.8.0.2/32' ;;
-4*) echo 'default via 10.0.2.2 dev eth0' ;; -6*) echo 'default via fe80::2 dev eth0' ;; esac`,
  );
};

describe('the way to a device', () => {
  const box = sandboxed(withIp);

  it('is the connection that asks, also where sudo took it out of the environment', () => {
    const env = { SSH_CONNECTION: CONNECTION };
    assert.match(
      box().run(tellUplinks(), { env }).stdout,
      new RegExp(`^connection ${CONNECTION}\n`),
    );
    box().sharesProcesses = true;
    assert.match(
      box().run(bySudo(tellUplinks()), { env }).stdout,
      new RegExp(`^connection ${CONNECTION}\n`),
    );
  });

  it('is told by kinds of links, addresses and default routes', () => {
    const KINDS: Readonly<Record<string, string>> = {
      'bond0/bonding/mode': 'bond',
      'br0/bridge/id': 'bridge',
      'eth0/device/vendor': 'wired',
      'tun0/tun_flags': 'vpn',
      'wlan0/phy80211/name': 'wifi',
      'wwan0/device/vendor': 'modem',
      'dummy0/mtu': 'other',
      'vlan5/mtu': 'vlan',
      'lo/mtu': 'lo',
    };
    for (const path of Object.keys(KINDS)) box().put(`/sys/class/net/${path}`);
    box().put('/proc/net/vlan/vlan5');
    box().put('/sys/class/net/wlan0/device/vendor');
    box().put('/sys/class/net/wwan0/uevent', 'DEVTYPE=wwan\n');
    box().put('/sys/class/net/ppp0/type', '512\n');
    const links = Object.entries({ ...KINDS, 'ppp0/type': 'ppp' })
      .filter(([, kind]) => kind !== 'lo')
      .map(
        ([path, kind]) =>
          `link ${path.split('/')[0] ?? ''} ${kind}${kind === 'wifi' ? ' driver' : ''}\n`,
      )
      .sort();
    assert.equal(
      box().run(tellUplinks()).stdout,
      `${links.join('')}addr eth0 10.0.2.15/24
addr tun0 10.8.0.2/32
default via 10.0.2.2 dev eth0
default via fe80::2 dev eth0
`,
    );
  });
});

describe('the MAC of a wired card', () => {
  const box = sandboxed(withIp);
  const set = (): readonly string[] =>
    box()
      .run(tellUplinks())
      .stdout.split('\n')
      .filter((line) => line.startsWith('set '));
  const putCard = (name: string, type: string): void => {
    box().putAll({
      [`/sys/class/net/${name}/device/vendor`]: '',
      [`/sys/class/net/${name}/address`]: '52:54:00:12:34:56\n',
      [`/sys/class/net/${name}/addr_assign_type`]: `${type}\n`,
    });
  };

  it('is told where it is not its own, also without ethtool', () => {
    putCard('eth0', '0');
    putCard('eth1', '3');
    putCard('eth2', '1');
    box().fake('ethtool', 'exit 127');
    assert.deepEqual(set(), ['set eth1', 'set eth2']);
  });

  it('is its own where somebody has set the one that it has', () => {
    putCard('eth1', '3');
    box().fake('ethtool', "echo 'Permanent address: 52:54:00:12:34:56'");
    assert.deepEqual(set(), []);
    box().fake('ethtool', "echo 'Permanent address: 52:54:00:12:34:57'");
    assert.deepEqual(set(), ['set eth1']);
  });
});

describe('the settings of a network', () => {
  const box = sandboxed(withIp);

  it('names the sources of settings, and shows nothing of their secrets', () => {
    box().putAll({
      '/etc/network/interfaces':
        'iface eth0 inet dhcp\n  post-up ip route add 10.0.0.0/8 via $SECRET\n',
      '/etc/NetworkManager/system-connections/Home net':
        '[connection]\ntype=wifi\n[wifi-security]\npsk=SECRET\n',
      '/etc/wpa_supplicant/wpa.conf': 'psk=SECRET\n',
      '/etc/ppp/peers/provider': 'a sample\n',
      '/etc/openvpn/office.conf': 'SECRET\n',
    });
    const { stdout } = box().run(tellUplinks());
    assert.deepEqual(stdout.match(/^source .*$/gm), [
      'source command-in-interfaces',
      'source NetworkManager-wifi',
      'source /etc/wpa_supplicant/wpa.conf',
      'source /etc/openvpn/office.conf',
    ]);
    assert.doesNotMatch(stdout, /SECRET/);
  });
});

describe('the leases of a device', () => {
  const box = sandboxed();

  it('are told from the files that changed last, the newest in the end', () => {
    const lease = (address: string): string =>
      `lease {\n  fixed-address ${address};\n  option domain-name-servers 10.0.2.3;\n  option dhcp-lease-time 86400;\n}\n`;
    for (const age of [1, 2, 3, 4]) {
      const path = `/var/lib/dhcp/dhclient.eth${String(age)}.leases`;
      box().put(path, lease(`10.0.2.${String(age)}`));
      utimesSync(box().at(path), 1_700_000_000, 1_700_000_000 - age);
    }
    box().put(
      '/etc/dhcp/dhclient.conf',
      '#send dhcp-client-identifier no;\nsend dhcp-client-identifier "web";\n',
    );
    const told = box().run(tellLeases()).stdout;
    assert.deepEqual(told.match(/[\d.]+(?=;)/g), [
      '10.0.2.3',
      '86400',
      '10.0.2.2',
      '86400',
      '10.0.2.1',
      '86400',
    ]);
    assert.match(
      told,
      /^lease \/var\/lib\/dhcp\/dhclient\.eth3\.leases\nin {3}fixed-address 10\.0\.2\.3;\n/,
    );
    assert.match(told, /\nconfigured send dhcp-client-identifier "web";\nasked\n$/);
  });
});

describe('what a device reaches', () => {
  const box = sandboxed();

  it('is told for each endpoint, and no endpoint is a command', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const open = `127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`;
    const told = box().run(
      tellReachable([open, '127.0.0.1:1', '$(touch pwned):80', '127.0.0.1/1; touch pwned:1']),
    ).stdout;
    server.close();
    assert.match(told, /^failed 127\.0\.0\.1:1 Connection refused$/m);
    const withoutReason = told.replace(/ [A-Z][\w -]+$/gm, '');
    assert.deepEqual(withoutReason.trimEnd().split('\n').sort(), [
      'failed $(touch pwned):80',
      'failed 127.0.0.1/1; touch pwned:1',
      'failed 127.0.0.1:1',
      `reached ${open}`,
    ]);
    assert.equal(
      box()
        .run({ kind: 'simple', words: ['ls'] })
        .stdout.includes('pwned'),
      false,
    );
    keepsOutOfText((value) => tellReachable([value]));
  });

  it('is not told without bash, but which files name a proxy, which may hold a password', () => {
    box().put('/etc/environment', 'HTTP_PROXY=http://a:SECRET@proxy\n');
    box().put('/etc/apt/apt.conf.d/90', 'Acquire::http::Proxy "http://SECRET";\n');
    box().put('/etc/apt/apt.conf.d/91', '# proxy\n');
    for (const tool of ['grep', 'sed']) box().link(`/bin/${tool}`, `/bin/${tool}`);
    assert.equal(
      box().run(tellReachable(['127.0.0.1:1']), { path: '/none' }).stdout,
      'proxy /etc/environment\nproxy /etc/apt/apt.conf.d/90\nbash missing\n',
    );
  });
});
