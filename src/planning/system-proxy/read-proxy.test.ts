import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readProxy, type WrittenProxy } from './read-proxy.ts';

const NOBODY = { login: null, password: null };
const read = (text: string): WrittenProxy => {
  const { proxy, problems } = readProxy(text);
  assert.deepEqual(problems, [], text);
  return proxy ?? assert.fail(text);
};
const problem = (text: string): string => {
  const { proxy, problems } = readProxy(text);
  assert.equal(proxy, null, text);
  return problems.join('; ');
};

describe('stem_proxy', () => {
  it('is a URL with the type, the host and the port', () => {
    const place = { host: '192.0.2.7', port: 3128, ...NOBODY };
    assert.deepEqual(read('http://192.0.2.7:3128'), { type: 'http-connect', ...place });
    assert.deepEqual(read(' HTTP://192.0.2.7:3128/\n'), { type: 'http-connect', ...place });
    assert.deepEqual(read('socks5://192.0.2.7:3128'), { type: 'socks5', ...place });
    assert.deepEqual(read('socks4://proxy.example.com:1080'), {
      ...{ type: 'socks4', host: 'proxy.example.com', port: 1080, ...NOBODY },
    });
  });

  it('may have a login and a password, percent-encoded as in URLs', () => {
    const { login, password } = read('http://me:p%40ss%3Aw%2Frd%25%20%22%5C+%C3%A4@proxy:3128');
    assert.deepEqual([login, password], ['me', 'p@ss:w/rd% "\\+ä']);
    assert.equal(read('socks5://a%3Ab:c:d@proxy:1080').password, 'c:d');
    assert.equal(read('socks5://a%3Ab:c@proxy:1080').login, 'a:b');
    assert.deepEqual(read('socks4://me@proxy:1080').login, 'me');
    assert.equal(read(`socks5://me:${'x'.repeat(255)}@proxy:1080`).password?.length, 255);
  });

  it('is refused with another beginning, another end, or no IPv4', () => {
    for (const text of ['', 'proxy:3128', 'https://proxy:3128', 'socks5h://proxy:1', 'x://y:1'])
      assert.equal(problem(text), 'stem_proxy must begin with http://, socks5:// or socks4://');
    for (const end of [
      'proxy',
      'proxy:',
      'proxy:0',
      'proxy:65536',
      'proxy:1/path',
      ':1',
      '[::1]:1',
    ])
      assert.equal(
        problem(`http://${end}`),
        'stem_proxy must end with HOST:PORT, the port from 1 to 65535',
      );
    for (const host of ['10.0.0.256', '010.0.0.1', 'a_b', '-x', '10.1'])
      assert.equal(
        problem(`http://${host}:3128`),
        'the host of stem_proxy must be an IPv4 address or a host name: redsocks knows no others',
      );
  });
});

describe('the login of stem_proxy', () => {
  const half = 'stem_proxy needs a login and a password, or neither: redsocks drops half of them';
  const long =
    'the login and the password of stem_proxy may have no control characters, and 255 bytes each';
  const asUrl =
    'the login and the password of stem_proxy must be written as in a URL: / as %2F, @ as %40, a blank as %20';
  const cases: readonly (readonly [string, string])[] = [
    ['http://hunter2@p:1', half],
    ['http://hunter2:@p:1', half],
    ['socks5://:hunter2@p:1', half],
    ['http://@p:1', half],
    ['socks4://@p:1', 'the login of stem_proxy is empty'],
    ['socks4://me:hunter2@p:1', 'stem_proxy has a password, and socks4 knows none'],
    ['http://m%3Ae:hunter2@p:1', 'the login of stem_proxy has a colon, which ends a login in HTTP'],
    ['http://me:hunter2%0Ax@p:1', long],
    ['http://me:hunter2%00@p:1', long],
    [`http://me:hunter2${'%C3%A4'.repeat(125)}@p:1`, long],
    ['http://me:hunter2%@p:1', 'a % of stem_proxy begins no character: write % itself as %25'],
    ['http://me:hunter2%FF@p:1', 'a % of stem_proxy begins no character: write % itself as %25'],
    ['http://me:hunter2@x@p:1', asUrl],
    ['http://me:hunter2/x@p:1', asUrl],
    ['http://me:hunter2 x@p:1', asUrl],
    ['http://me:hunter2@p', 'stem_proxy must end with HOST:PORT, the port from 1 to 65535'],
  ];
  for (const [text, says] of cases)
    it(`is refused in ${text.slice(0, 40)}, and not told`, () => {
      assert.equal(problem(text), says);
    });

  it('is told wrong together with the host', () => {
    assert.match(problem('http://hunter2@-:1'), /IPv4 address.*; stem_proxy needs a login/);
  });
});
