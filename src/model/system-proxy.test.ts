import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Problem } from './params.ts';
import { maybeProxy, NEVER_PROXIED, proxyText, systemProxy } from './system-proxy.ts';

const PROXY = {
  type: 'socks5',
  host: 'proxy.example.com',
  port: 1080,
  hasLogin: true,
  exceptions: ['192.0.2.0/24'],
};

describe('the proxy of a site', () => {
  it('is told by its type and its place alone', () => {
    const read = systemProxy(PROXY);
    assert.ok(!(read instanceof Problem), 'it is one');
    assert.equal(proxyText(read), 'socks5 proxy.example.com:1080');
    assert.equal(maybeProxy(undefined), null);
    assert.deepEqual(maybeProxy(PROXY), PROXY);
  });

  it('is refused where a part of it is none', () => {
    for (const wrong of [
      'socks5://proxy:1080',
      null,
      { ...PROXY, type: 'http-relay' },
      { ...PROXY, host: 1 },
      { ...PROXY, port: '1080' },
      { ...PROXY, hasLogin: 'yes' },
      { ...PROXY, exceptions: [1] },
    ])
      assert.deepEqual(systemProxy(wrong), new Problem('what stem_proxy says'));
  });

  it('has no part in what balenaOS asks directly, each a network of IPv4', () => {
    for (const network of NEVER_PROXIED) assert.match(network, /^(\d+\.){3}0\/\d+$/);
    assert.equal(new Set(NEVER_PROXIED).size, 9);
  });
});
