import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { scratch } from '../../test/fakes/bundle-parts.ts';
import { StemError } from '../model/errors.ts';
import { rawPublicKey } from './signature.ts';
import { fingerprintOf, needsPassphrase, readSigningKey, readTrustedKeys } from './signing-keys.ts';

const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8' });

const sshKey = (file: string, type = 'ed25519', passphrase = ''): string => {
  run('ssh-keygen', '-q', '-t', type, '-N', passphrase, '-C', 'release key', '-f', file);
  return readFileSync(file, 'utf8');
};

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof StemError, String(error));
    assert.equal(error.code, 'FILE_UNREADABLE');
    return error.message;
  }
  return assert.fail('nothing was refused');
};

describe('a key that signs', () => {
  it('is one of ssh-keygen, with a passphrase or without', (t) => {
    const dir = scratch(t);
    const plain = sshKey(join(dir, 'plain'));
    const locked = sshKey(join(dir, 'locked'), 'ed25519', 'open sesame');
    assert.equal(needsPassphrase(plain), false);
    assert.equal(needsPassphrase(locked), true);
    for (const [text, passphrase, name] of [
      [plain, undefined, 'plain'],
      [locked, 'open sesame', 'locked'],
    ] as const) {
      const key = readSigningKey(text, name, passphrase);
      const [known] = readTrustedKeys(readFileSync(join(dir, `${name}.pub`), 'utf8'), name);
      assert.equal(rawPublicKey(createPublicKey(key)), known?.publicKey);
    }
  });

  it('is one of openssl, with a passphrase or without', (t) => {
    const file = join(scratch(t), 'key.pem');
    run('openssl', 'genpkey', '-algorithm', 'ed25519', '-out', file);
    assert.equal(needsPassphrase(readFileSync(file, 'utf8')), false);
    const key = readSigningKey(readFileSync(file, 'utf8'), 'key.pem');
    const locked = run('openssl', 'pkey', '-in', file, '-aes256', '-passout', 'pass:sesame');
    assert.equal(needsPassphrase(locked), true);
    const again = readSigningKey(locked, 'key.pem', 'sesame');
    const pem = run('openssl', 'pkey', '-in', file, '-pubout');
    const [known] = readTrustedKeys(pem, 'key.pub');
    for (const one of [key, again])
      assert.equal(rawPublicKey(createPublicKey(one)), known?.publicKey);
  });

  it('is refused by its name alone where it is none', (t) => {
    const dir = scratch(t);
    const locked = sshKey(join(dir, 'locked'), 'ed25519', 'open sesame');
    assert.equal(
      messageOf(() => readSigningKey(locked, 'k', 'wrong')),
      'k is no private key that can be read, or the passphrase is wrong',
    );
    assert.equal(
      messageOf(() => readSigningKey('secret nonsense', 'k')),
      'k is no private key that can be read',
    );
    const rsa = sshKey(join(dir, 'rsa'), 'rsa');
    assert.equal(
      messageOf(() => readSigningKey(rsa, 'k')),
      'k is a private key of another kind than ed25519',
    );
  });
});

describe('keys that are trusted', () => {
  it('are lines of OpenSSH and PEM, and are named as ssh-keygen names them', (t) => {
    const dir = scratch(t);
    sshKey(join(dir, 'k'));
    run('openssl', 'genpkey', '-algorithm', 'ed25519', '-out', join(dir, 'p'));
    const line = readFileSync(join(dir, 'k.pub'), 'utf8');
    const pem = run('openssl', 'pkey', '-in', join(dir, 'p'), '-pubout');
    const keys = readTrustedKeys(`# who builds\n\n${line}${pem}`, 'keys');
    assert.deepEqual(
      keys.map(({ comment }) => comment),
      ['release key', ''],
    );
    const [, fingerprint] = run('ssh-keygen', '-l', '-f', join(dir, 'k.pub')).split(' ');
    assert.equal(keys[0]?.fingerprint, fingerprint);
    assert.equal(fingerprintOf(keys[0]?.publicKey ?? ''), fingerprint);
  });

  it('are all of them or none', (t) => {
    const dir = scratch(t);
    const secret = sshKey(join(dir, 'k'));
    sshKey(join(dir, 'rsa'), 'rsa');
    const rsa = readFileSync(join(dir, 'rsa.pub'), 'utf8');
    const rsaPem = run('ssh-keygen', '-e', '-m', 'PKCS8', '-f', join(dir, 'rsa.pub'));
    const broken = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n';
    for (const [text, problem] of [
      ['# none\n', 'keys has no public key'],
      [secret, 'keys has a private key: name the public one'],
      [rsa, 'keys has a line that is no public key of ed25519'],
      ['ssh-ed25519 AAAA x', 'keys has a line that is no public key of ed25519'],
      [rsaPem, 'keys has a public key of another kind than ed25519'],
      [broken, "keys has a public key that can't be read"],
    ] as const)
      assert.equal(
        messageOf(() => readTrustedKeys(text, 'keys')),
        problem,
      );
  });
});
