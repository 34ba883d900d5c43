import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded } from '../../../test/devices/recorded.ts';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { leases, nics, reachable, uplinks } from './network.ts';

describe('network cards', () => {
  it('of the recorded device have carrier and a driver', () => {
    assert.deepEqual(nics.parse(recorded('ubuntu-14.04', 'P27')), {
      isAsked: true,
      nics: [
        {
          name: 'eth0',
          mac: '52:54:00:12:34:56',
          state: 'up',
          hasCarrier: true,
          driver: 'virtio_net',
        },
      ],
    });
  });

  it('have neither where the device does not say so', () => {
    const told = 'nic eth1 52:54:00:AA:BB:CC down 0 driver\nnic eth2 aa up 0 /sys/x\nnic eth3\n';
    const { isAsked, nics: found } = nics.parse(answer(told));
    assert.equal(isAsked, false);
    assert.deepEqual(
      found.map(({ mac }) => mac),
      ['52:54:00:aa:bb:cc', 'aa', ''],
    );
    for (const { hasCarrier, driver } of found) assert.deepEqual([hasCarrier, driver], [false, '']);
  });
});

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

describe('the lease', () => {
  it('of the recorded devices is for a day', () => {
    for (const os of ['ubuntu-14.04', 'debian-12'] as const)
      assert.deepEqual(leases.parse(recorded(os, 'P29')), {
        isAsked: true,
        address: '10.0.2.15',
        seconds: 86400,
        hasClientId: false,
      });
  });

  it('is the last one, and bound to an identifier that is configured or was used', () => {
    const told =
      'lease a\nin fixed-address 10.0.2.9;\nin option dhcp-lease-time 60;\nlease b\nin   fixed-address 10.0.2.15;\nin option dhcp-lease-time 600;\n';
    assert.deepEqual(leases.parse(answer(told)), {
      isAsked: false,
      address: '10.0.2.15',
      seconds: 600,
      hasClientId: false,
    });
    for (const more of [
      'configured send dhcp-client-identifier "x";\n',
      'in option dhcp-client-identifier 1:2;\n',
    ])
      assert.equal(leases.parse(answer(`${told}${more}`)).hasClientId, true, more);
    assert.deepEqual(leases.parse(answer('asked\n')), {
      isAsked: true,
      address: null,
      seconds: null,
      hasClientId: false,
    });
  });
});

describe('what is reached', () => {
  it('is sorted, since answers come as they come, and a proxy is a file', () => {
    const fact = reachable(['b:1', 'a:2']);
    assert.equal(fact.name, 'preflight P36 b:1 a:2');
    assert.deepEqual(
      fact.parse(
        answer(
          'failed d:1\nreached b:1\nfailed c:1 Connection refused\nreached a:2\nproxy /etc/environment\n',
        ),
      ),
      {
        hasBash: true,
        reached: ['a:2', 'b:1'],
        failed: ['c:1 (Connection refused)', 'd:1'],
        proxies: ['/etc/environment'],
      },
    );
    assert.equal(fact.parse(answer('bash missing\n')).hasBash, false);
  });
});
