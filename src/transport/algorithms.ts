import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';
import type { AlgorithmWishes } from '../model/connection.ts';
import { StemError } from '../model/errors.ts';

/**
 * What is offered, the best first. OpenSSH 6.6 has the elliptic curves, group exchange by SHA-256, AES in counter mode
 * and HMAC by SHA-2; `diffie-hellman-group14-sha1` stands last, for servers that have nothing else. What is weaker has
 * to be asked for in ssh_config: CBC, arcfour, MD5, group 1.
 */
const KEX = [
  ...['curve25519-sha256', 'curve25519-sha256@libssh.org'],
  ...['ecdh-sha2-nistp256', 'ecdh-sha2-nistp384', 'ecdh-sha2-nistp521'],
  'diffie-hellman-group-exchange-sha256',
  ...['diffie-hellman-group16-sha512', 'diffie-hellman-group18-sha512'],
  ...['diffie-hellman-group14-sha256', 'diffie-hellman-group14-sha1'],
];
const CIPHERS = [
  ...['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'],
  ...['aes128-ctr', 'aes192-ctr', 'aes256-ctr', 'chacha20-poly1305@openssh.com'],
];
const MACS = [
  ...['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com'],
  ...['hmac-sha1-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512', 'hmac-sha1'],
];

/** Beyond those, what ssh2 can do, and only does when it is named. */
const MORE_KEX = [
  ...['diffie-hellman-group15-sha512', 'diffie-hellman-group17-sha512'],
  ...['diffie-hellman-group-exchange-sha1', 'diffie-hellman-group1-sha1'],
];
const MORE_CIPHERS = ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'];
const MORE_MACS = ['hmac-md5', 'hmac-sha1-96', 'hmac-md5-96'];

/** @throws StemError VARS_INVALID where a list leaves nothing that is known */
export function algorithmsOf(
  wishes: AlgorithmWishes,
  hostKeys: readonly ServerHostKeyAlgorithm[],
): Algorithms {
  return {
    kex: wished('KexAlgorithms', wishes.kex, { usual: KEX, more: MORE_KEX }),
    cipher: wished('Ciphers', wishes.ciphers, { usual: CIPHERS, more: MORE_CIPHERS }),
    hmac: wished('MACs', wishes.macs, { usual: MACS, more: MORE_MACS }),
    serverHostKey: wished('HostKeyAlgorithms', wishes.hostKeys, { usual: hostKeys, more: [] }),
    // The names come from ssh2's own lists.
  } as Algorithms;
}

interface Known {
  readonly usual: readonly string[];
  /** Only where they are named. No host key is among them: one that nobody knows helps nobody. */
  readonly more: readonly string[];
}

/** A list of ssh_config: whole, or with `+` (more behind), `-` (these not), `^` (these first). */
function wished(
  keyword: string,
  wish: string | undefined,
  { usual, more }: Known,
): readonly string[] {
  if (wish === undefined) return usual;
  const sign = /^[-+^]/.exec(wish)?.[0] ?? '';
  const names = wish.slice(sign.length).split(',');
  const all = [...usual, ...more];
  const named = names.flatMap((name) => all.filter((one) => like(one, name)));
  const rest = usual.filter((one) => !named.includes(one));
  const lists: Readonly<Record<string, readonly string[]>> = {
    '': named,
    '+': [...usual, ...named],
    '-': rest,
    '^': [...named, ...rest],
  };
  const chosen = [...new Set(lists[sign] ?? named)];
  if (chosen.length > 0) return chosen;
  throw new StemError(`${keyword} ${wish} leaves nothing that can be used here`, {
    code: 'VARS_INVALID',
    hint: `Name one of ${all.join(', ')} in ssh_config.`,
  });
}

/** Only removal knows patterns, but they do no harm elsewhere. */
const like = (name: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(name);
