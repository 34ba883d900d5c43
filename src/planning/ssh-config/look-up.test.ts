import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lookUpSsh } from './look-up.ts';
import { parseSshLines } from './parse-lines.ts';
import { inTurn, type SshLine } from './ssh-line.ts';

const lookUp = (text: string, host = 'web', given = ''): Readonly<Record<string, string>> =>
  lookUpLines(parseSshLines(text, 'F'), host, given);
const lookUpLines = (
  lines: readonly SshLine[],
  host = 'web',
  given = '',
): Readonly<Record<string, string>> => {
  const query = { host, localUser: 'ann', given: parseSshLines(given, 'var') };
  return Object.fromEntries(
    [...lookUpSsh(lines, query)].map(([key, found]) => [
      key,
      found.map(({ rest }) => rest).join(' + '),
    ]),
  );
};

// `ssh -G` is asked about the same things in test/integration/ssh-config.test.ts.
describe('a look-up', () => {
  it('takes the first value, and adds up identities', () => {
    const text = 'Host web\nPort 1\nIdentityFile a\nHost *\nPort 2\nIdentityFile b\nIdentityFile a';
    assert.deepEqual(lookUp(text), { port: '1', identityfile: 'a + b' });
    assert.deepEqual(lookUp(text, 'db'), { port: '2', identityfile: 'b + a' });
    assert.deepEqual(lookUp(text, 'db', 'Port 9')['port'], '9');
  });

  it('takes ProxyJump or ProxyCommand, whichever stands first', () => {
    assert.deepEqual(lookUp('ProxyJump a\nProxyCommand b'), { proxyjump: 'a' });
    assert.deepEqual(lookUp('ProxyCommand b\nProxyJump a'), { proxycommand: 'b' });
    assert.deepEqual(lookUp('ProxyJump none\nProxyCommand b'), {
      proxyjump: 'none',
      proxycommand: 'b',
    });
  });

  it('takes an included file as a part of the section, and comes back to it', () => {
    const included = [parseSshLines('Host db\nPort 1\nHost *\nUser u', 'I')];
    const lines = parseSshLines('Host web\nInclude x\nPort 2\nHost db\nPort 3', 'F').map((line) =>
      line.keyword === 'include' ? { ...line, included } : line,
    );
    assert.deepEqual(lookUpLines(lines), { user: 'u', port: '2' });
    assert.deepEqual(lookUpLines(lines, 'db'), { port: '3' });
  });

  it('begins each file outside of any section', () => {
    const files = ['Host db\nPort 1', 'User u'].map((text) => parseSshLines(text, 'F'));
    assert.deepEqual(lookUpLines([inTurn(files)]), { user: 'u' });
  });

  it('goes through the files again for Match final, with the name that was found', () => {
    const text = 'Host web\nHostName real\nHost real\nPort 7\nMatch final user ann\nUser u';
    assert.deepEqual(lookUp(text), { hostname: 'real', port: '7', user: 'u' });
  });

  it('refuses a Host without a name, and endless includes', () => {
    assert.throws(() => lookUp('Host'), { message: 'F:1: Host names none' });
    const deep = Array.from({ length: 20 }).reduce<SshLine>(
      (inner) => inTurn([[inner]]),
      inTurn([]),
    );
    assert.throws(() => lookUpLines([deep]), /Include goes too deep/);
  });

  it('knows old names of keywords', () => {
    assert.deepEqual(lookUp('PubkeyAcceptedKeyTypes +ssh-rsa'), {
      pubkeyacceptedalgorithms: '+ssh-rsa',
    });
  });
});
