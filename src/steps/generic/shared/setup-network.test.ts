import assert from 'node:assert/strict';
import { it } from 'node:test';
import { networkFacts } from './setup-network.ts';

const FOUND = {
  link: [
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN\\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00',
    '2: eth0: <BROADCAST,MULTICAST,UP> mtu 1500 qdisc x state UP\\    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff',
    '3: eth0.5@eth0: <BROADCAST> mtu 1500 state DOWN\\    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff',
  ],
  addr: [
    '1: lo    inet 127.0.0.1/8 scope host lo',
    '2: eth0    inet 10.0.2.15/24 brd 10.0.2.255 scope global eth0',
    '2: eth0    inet 10.0.2.16/24 brd 10.0.2.255 scope global secondary eth0',
    '2: eth0    inet6 fe80::1/64 scope link',
  ],
  route4: ['8.8.8.8 via 10.0.2.2 dev eth0 src 10.0.2.15'],
  gateway4: ['default via 10.0.2.2 dev eth0'],
  nameserver: ['10.0.2.3'],
};

it('interfaces, addresses and the way out are told as Ansible does', () => {
  const facts = networkFacts(FOUND);
  const ipv4 = {
    address: '10.0.2.15',
    broadcast: '10.0.2.255',
    netmask: '255.255.255.0',
    network: '10.0.2.0',
    prefix: '24',
  };
  assert.deepEqual(facts['ansible_interfaces'], ['lo', 'eth0', 'eth0.5']);
  assert.deepEqual(facts['ansible_default_ipv4'], {
    ...{ ...ipv4, alias: 'eth0', interface: 'eth0', mtu: 1500, type: 'ether' },
    ...{ macaddress: '52:54:00:12:34:56', gateway: '10.0.2.2' },
  });
  assert.match(
    JSON.stringify(facts['ansible_eth0']),
    /"active":true.*"ipv4_secondaries":\[\{"address":"10.0.2.16"/,
  );
  assert.match(JSON.stringify(facts['ansible_eth0_5']), /"active":false/);
  assert.deepEqual(facts['ansible_all_ipv4_addresses'], ['10.0.2.15', '10.0.2.16']);
  assert.deepEqual(networkFacts({})['ansible_default_ipv4'], {});
});
