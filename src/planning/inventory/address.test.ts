import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isIpAddress, parseAddress } from './address.ts';

describe('an address', () => {
  it('may have a port', () => {
    const addresses: Readonly<Record<string, readonly [string, number | null]>> = {
      h: ['h', null],
      'h:22': ['h', 22],
      'h:022': ['h', 22],
      'web[1:3].x:22': ['web[1:3].x', 22],
      '1.2.3.4:5': ['1.2.3.4', 5],
      '::1': ['::1', null],
      '[::1]:22': ['::1', 22],
      '[h]:33': ['h', 33],
      '[h:44]:55': ['h', 44],
      '[1:3]:22': ['1', 3],
      'ü_1:22': ['ü_1', 22],
      '[1::zz]:22': ['1::zz', 22],
      'fe80::[1:9]': ['fe80::[1:9]', null],
    };
    for (const [text, [host, port]] of Object.entries(addresses))
      assert.deepEqual(parseAddress(text), { host, port }, text);
  });

  it('is none where Ansible sees none', () => {
    for (const text of ['', 'h:abc', 'h-:22', 'h:', '[::1]', 'a b', 'web*', 'a..b', '-a', 'a,b'])
      assert.equal(parseAddress(text), null, text);
  });

  it('is that of a machine or a name', () => {
    assert.ok(isIpAddress('10.0.0.1') && isIpAddress('::1') && isIpAddress('fe80::1:2'));
    assert.ok(!isIpAddress('10.0.0') && !isIpAddress('10.0.0.256') && !isIpAddress('web'));
  });
});
