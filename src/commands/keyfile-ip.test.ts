import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { routeTo } from '../model/network.ts';
import { ipSections, type Addressing } from './keyfile-ip.ts';

it('the sections of addresses are two, and only the family with an address is fixed', () => {
  const nic = { isDhcp: false, addresses: ['fd00::2/64'], routes: [routeTo('default', 'fd00::1')] };
  assert.deepEqual(ipSections({ nic, dns: ['9.9.9.9'], search: [] }), [
    ['ipv4', [['method', ['auto']]]],
    [
      'ipv6',
      [
        ['method', ['manual']],
        ['address1', ['fd00::2/64']],
        ['gateway', ['fd00::1']],
      ],
    ],
  ]);
});

const sectionOf = (
  family: 'ipv4' | 'ipv6',
  nic: Partial<Addressing['nic']>,
  more: Partial<Addressing> = {},
): readonly string[] => {
  const whole = { isDhcp: false, addresses: [], routes: [], ...nic };
  const [, lines = []] =
    ipSections({ nic: whole, dns: [], search: [], ...more }).find(([name]) => name === family) ??
    [];
  return lines.map(([key, value]) => `${key}=${value.join('')}`);
};

describe('beside what DHCP or a router gives', () => {
  it('stays what was put there by hand: further addresses, routes by a gateway and on the link', () => {
    const nic = {
      isDhcp: true,
      addresses: ['10.0.0.9/24', '192.168.1.20/24', 'fd00::5/64'],
      routes: [
        routeTo('default', '10.0.0.1'),
        routeTo('10.8.0.0/16', '10.0.0.2'),
        routeTo('172.16.0.0/12', null),
        routeTo('169.254.0.0/16', null),
      ],
    };
    assert.deepEqual(sectionOf('ipv4', nic), [
      ...['method=auto', 'address1=192.168.1.20/24', 'route1=10.8.0.0/16,10.0.0.2'],
      'route2=172.16.0.0/12',
    ]);
    assert.deepEqual(sectionOf('ipv6', nic), ['method=auto', 'address1=fd00::5/64']);
  });

  it('stays a fixed address of IPv6 whose router tells its own way', () => {
    const routes = [{ ...routeTo('default', 'fe80::1'), isAdvertised: true }];
    assert.deepEqual(sectionOf('ipv6', { addresses: ['2001:db8::5/64'], routes }), [
      ...['method=auto', 'address1=2001:db8::5/64'],
    ]);
  });
});

describe('a default route', () => {
  const nic = { addresses: ['10.0.0.9/24'], routes: [routeTo('default', '10.0.0.1')] };

  it('has its metric where it is one of several', () => {
    const several = { isOneOfSeveral: true };
    assert.ok(sectionOf('ipv4', nic, several).includes('route-metric=1'), 'the first');
    const routes = [{ ...routeTo('default', '10.0.0.1'), metric: 100 }];
    assert.ok(sectionOf('ipv4', { ...nic, routes }, several).includes('route-metric=100'), 'it');
    assert.ok(!sectionOf('ipv4', nic).join().includes('metric'), 'the only one has none');
  });

  it('of a card that is not up leads nowhere, and that without a gateway is two halves', () => {
    assert.deepEqual(sectionOf('ipv4', { ...nic, isDown: true }), [
      ...['method=manual', 'address1=10.0.0.9/24', 'never-default=true'],
    ]);
    const routes = [routeTo('default', null)];
    assert.deepEqual(sectionOf('ipv4', { ...nic, routes }).slice(2), [
      ...['route1=0.0.0.0/1', 'route2=128.0.0.0/1'],
    ]);
  });
});
