import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isAddress, macOf, numberIn, prefixOf, withPrefix } from './ip-text.ts';

it('addresses are IPv4 or IPv6, and nothing else', () => {
  for (const good of ['192.168.1.20', 'fd00::20', '::', '::ffff:10.0.0.1'])
    assert.ok(isAddress(good), good);
  for (const bad of ['', '1.2.3', '256.1.1.1', 'abc', 'fd00::20/64', '$(id)', '1.2.3.4\n'])
    assert.ok(!isAddress(bad), bad);
});

it('masks are prefixes, dotted or not', () => {
  for (const [mask, prefix] of [
    ['24', 24],
    ['255.255.252.0', 22],
    ['0.0.0.0', 0],
    ['255.0.255.0', null],
    ['', null],
    ['129', null],
  ] as const)
    assert.equal(prefixOf(mask), prefix, mask);
  assert.equal(withPrefix('10.0.0.1', '255.0.0.0'), '10.0.0.1/8');
  assert.equal(withPrefix('10.0.0.1/16', ''), '10.0.0.1/16');
  assert.equal(withPrefix('fd00::1', '64'), 'fd00::1/64');
  for (const [address, mask] of [
    ['10.0.0.1', '64'],
    ['x', '8'],
    ['10.0.0.1', ''],
  ] as const)
    assert.equal(withPrefix(address, mask), null);
});

it('MACs and numbers are what they look like', () => {
  assert.equal(macOf('0:1C:23:aa:BB:c'), '00:1c:23:aa:bb:0c');
  for (const bad of ['', 'random', '00:1c:23:aa:bb', '00:1c:23:aa:bb:0c:0d'])
    assert.equal(macOf(bad), '', bad);
  assert.deepEqual(
    [numberIn(' 5 '), numberIn('-3'), numberIn('x'), numberIn(undefined)],
    [5, -3, null, null],
  );
});
