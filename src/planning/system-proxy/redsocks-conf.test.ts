import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { masked, reveal } from '../../model/secret.ts';
import { redsocksConf } from './redsocks-conf.ts';

const PROXY = { type: 'http-connect', host: '192.0.2.7', port: 3128 } as const;
const NOBODY = { login: null, password: null };

/** What redsocks' own parser makes of the text between quotes: `gettoken` of its parser.c. */
function asRedsocksReads(text: string, key: string): string | null {
  const at = text.indexOf(`${key} = "`);
  if (at < 0) return null;
  let value = '';
  for (let i = at + key.length + 4; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === '"') return value;
    if (char === '\n') return assert.fail('a line ends inside of quotes');
    if (char === '\\') {
      i += 1;
      assert.match(text.charAt(i), /["\\]/);
    }
    value += text.charAt(i);
  }
  return assert.fail('the quotes never end');
}

describe('redsocks.conf', () => {
  it("is as balena's own sample, without a login where there is none", () => {
    assert.equal(
      reveal(redsocksConf({ ...PROXY, ...NOBODY })),
      `base {
	log_debug = off;
	log_info = on;
	log = stderr;
	daemon = off;
	redirector = iptables;
}

redsocks {
	type = http-connect;
	ip = 192.0.2.7;
	port = 3128;
	local_ip = 127.0.0.1;
	local_port = 12345;
}
`,
    );
  });

  it('quotes a name that redsocks would take for a number', () => {
    const ipOf = (host: string): string | undefined =>
      /ip = (.*);/.exec(reveal(redsocksConf({ ...PROXY, ...NOBODY, host })))?.[1];
    assert.equal(ipOf('proxy.example.com'), 'proxy.example.com');
    assert.equal(ipOf('3proxy.lan'), '"3proxy.lan"');
  });

  it('gives redsocks just the login and the password, whatever is in them, and shows neither', () => {
    for (const secret of [
      'hunter2',
      'a"b',
      'back\\slash',
      '\\',
      '"',
      '\\"',
      '// } ; = {',
      'ä€😀',
    ]) {
      const content = redsocksConf({ ...PROXY, login: `me${secret}`, password: secret });
      assert.equal(asRedsocksReads(reveal(content), 'login'), `me${secret}`);
      assert.equal(asRedsocksReads(reveal(content), 'password'), secret);
      assert.match(masked(content), /login = "\[secret\]";\n\tpassword = "\[secret\]";/);
    }
    const only = redsocksConf({ ...PROXY, type: 'socks4', login: 'me', password: null });
    assert.equal(asRedsocksReads(reveal(only), 'password'), null);
  });
});
