import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '../../model/secret.ts';
import { readExceptions } from './exceptions.ts';

describe('what goes past the proxy', () => {
  it('is a list, or a text with blanks or commas, each once', () => {
    const exceptions = ['192.0.2.7', '198.51.100.0/24'];
    for (const value of [
      exceptions,
      '192.0.2.7, 198.51.100.0/24',
      ' 192.0.2.7\n198.51.100.0/24 192.0.2.7',
    ])
      assert.deepEqual(readExceptions(value), { exceptions, problems: [] });
    for (const nothing of [undefined, null, '', ' , ', []])
      assert.deepEqual(readExceptions(nothing), { exceptions: [], problems: [] });
  });

  it('is no name, since balenaOS would start no proxy with one', () => {
    for (const item of ['intranet.example.com', '*.example.com', '::1', '10.0.0.0/0', '-d'])
      assert.deepEqual(readExceptions(`192.0.2.7 ${item}`).problems, [
        `"${item}" of stem_no_proxy is no IPv4 address and no network (192.0.2.0/24): balenaOS starts no proxy with a name there that it can't look up yet`,
      ]);
    assert.match(readExceptions(['a\n'.repeat(200)]).problems[0] ?? '', /^"(?:a\\n){30}" of/);
  });

  it('is nothing else than a list', () => {
    for (const value of [7, { a: 1 }, [7], [new Secret('192.0.2.7')], Array(101).fill('192.0.2.7')])
      assert.deepEqual(readExceptions(value), {
        exceptions: [],
        problems: ['stem_no_proxy must be a list of at most 100 addresses and networks'],
      });
  });
});
