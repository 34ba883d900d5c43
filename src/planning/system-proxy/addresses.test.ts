import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAddress, isHostName, isNetwork } from './addresses.ts';

describe('addresses of IPv4', () => {
  it('are four numbers, without zeros in front', () => {
    for (const good of ['0.0.0.0', '10.0.0.1', '192.168.100.255', '1.20.200.249'])
      assert.equal(isAddress(good), true, good);
    for (const bad of ['', '10.0.0', '10.0.0.256', '10.0.0.01', '010.0.0.1', '10.0.0.1 ', '::1'])
      assert.equal(isAddress(bad), false, bad);
  });

  it('are networks with the bits behind them', () => {
    for (const good of ['10.0.0.1', '10.0.0.0/8', '192.0.2.0/24', '192.0.2.7/32', '128.0.0.0/1'])
      assert.equal(isNetwork(good), true, good);
    for (const bad of [
      '10.0.0.0/0',
      '10.0.0.0/33',
      '10.0.0.0/08',
      '10.0.0.0/',
      '10/8',
      '1.2.3.4/5/6',
    ])
      assert.equal(isNetwork(bad), false, bad);
  });
});

describe('names of hosts', () => {
  it('have labels of letters, digits and dashes, and are no address', () => {
    for (const good of ['proxy', 'proxy.example.com', '3proxy.lan', 'a-b.c1', 'x'.repeat(63)])
      assert.equal(isHostName(good), true, good);
    for (const bad of [
      '',
      '-a',
      'a-',
      'a..b',
      'a_b',
      'a b',
      '10.0.0.256',
      '1',
      'x'.repeat(64),
      'a.',
    ])
      assert.equal(isHostName(bad), false, bad);
    assert.equal(isHostName(`${'x'.repeat(50)}.`.repeat(5) + 'com'), false);
  });
});
