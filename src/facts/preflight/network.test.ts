import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded } from '../../../test/devices/recorded.ts';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { tellProxied } from '../../commands/preflight/proxied.ts';
import { leases, nics, reachable } from './network.ts';

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
      'configured send dhcp-client-identifier = hardware;\n',
      'in option dhcp-client-identifier 1:2;\n',
    ])
      assert.equal(leases.parse(answer(`${told}${more}`)).hasClientId, true, more);
    const known =
      'configured send dhcp-client-identifier "x";\nin option dhcp-client-identifier 78;\n';
    assert.equal(leases.parse(answer(`${told}${known}`)).hasClientId, false, 'it is carried over');
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
        ...{ refused: [], silent: [], login: [] },
        proxies: ['/etc/environment'],
      },
    );
    assert.equal(fact.parse(answer('bash missing\n')).hasBash, false);
  });

  it('by a proxy says of the proxy what it answered', () => {
    const by = { type: 'socks5', host: 'p', port: 1, hasLogin: false, exceptions: [] } as const;
    const fact = reachable(['a:1'], by);
    assert.notEqual(fact.name, reachable(['a:1']).name);
    assert.notEqual(fact.name, reachable(['a:1'], { ...by, exceptions: ['192.0.2.7'] }).name);
    assert.deepEqual(fact.command, tellProxied(by, ['a:1']));
    const { refused, silent, login } = fact.parse(
      answer('silent b:1 no answer in 10 s\nrefused c:1 403 Forbidden\nlogin e:1\nlogin d:1\n'),
    );
    assert.deepEqual(
      [refused, silent, login],
      [['c:1 (403 Forbidden)'], ['b:1 (no answer in 10 s)'], ['d:1', 'e:1']],
    );
  });
});
