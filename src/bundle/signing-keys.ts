import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import ssh2 from 'ssh2';
import { StemError } from '../model/errors.ts';
import { rawPublicKey } from './signature.ts';

/** A key whose bundles may go to devices. */
export interface TrustedKey {
  /** 32 bytes, in base64. */
  readonly publicKey: string;
  /** As `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  /** What stands behind the key in its line; empty for PEM. */
  readonly comment: string;
}

const MAKE_ONE = 'Make a pair with `ssh-keygen -t ed25519 -f bundle-key`.';

/** Whether a private key can't be read without its passphrase. */
export function needsPassphrase(text: string): boolean {
  if (text.includes('BEGIN ENCRYPTED PRIVATE KEY')) return true;
  const parsed = text.includes('BEGIN OPENSSH PRIVATE KEY') ? ssh2.utils.parseKey(text) : null;
  return parsed instanceof Error && parsed.message.includes('no passphrase given');
}

/**
 * A private key of ed25519: OpenSSH's own format, or PEM (PKCS#8). `from` names the file.
 * @throws StemError FILE_UNREADABLE; its message has nothing of the key
 */
export function readSigningKey(text: string, from: string, passphrase?: string): KeyObject {
  try {
    const key = createPrivateKey({ key: pemOf(text, passphrase), passphrase });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    throw keyError(
      `${from} is no private key that can be read${passphrase === undefined ? '' : ', or the passphrase is wrong'}`,
    );
  }
  throw keyError(`${from} is a private key of another kind than ed25519`);
}

function pemOf(text: string, passphrase?: string): string {
  if (!text.includes('BEGIN OPENSSH PRIVATE KEY')) return text;
  const parsed = ssh2.utils.parseKey(text, passphrase);
  if (parsed instanceof Error) throw parsed;
  return parsed.getPrivatePEM();
}

/**
 * The public keys of a file: a line each as in `id_ed25519.pub`, or PEM; `#` begins a comment. `from` names the file.
 * @throws StemError FILE_UNREADABLE where one is of another kind, or there is none
 */
export function readTrustedKeys(text: string, from: string): readonly TrustedKey[] {
  if (text.includes('PRIVATE KEY'))
    throw keyError(`${from} has a private key: name the public one`);
  const pems = text.match(/-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g) ?? [];
  const lines = text
    .replaceAll(/-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const keys = [
    ...lines.map((line) => ({ pem: publicPemOf(line, from), comment: commentOf(line) })),
    ...pems.map((pem) => ({ pem, comment: '' })),
  ].map(({ pem, comment }) => trusted(pem, comment, from));
  if (keys.length === 0) throw keyError(`${from} has no public key`);
  return keys;
}

const commentOf = (line: string): string => line.split(/\s+/).slice(2).join(' ');

function publicPemOf(line: string, from: string): string {
  const parsed = ssh2.utils.parseKey(line);
  if (parsed instanceof Error || parsed.type !== 'ssh-ed25519')
    throw keyError(`${from} has a line that is no public key of ed25519`);
  return parsed.getPublicPEM();
}

function trusted(pem: string, comment: string, from: string): TrustedKey {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw keyError(`${from} has a public key that can't be read`);
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw keyError(`${from} has a public key of another kind than ed25519`);
  const publicKey = rawPublicKey(key);
  return { publicKey, fingerprint: fingerprintOf(publicKey), comment };
}

/** `SHA256:…` of a public key given as 32 bytes in base64, as `ssh-keygen -l` shows it. */
export function fingerprintOf(publicKey: string): string {
  const blob = [Buffer.from('ssh-ed25519'), Buffer.from(publicKey, 'base64')].flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  const hash = createHash('sha256').update(Buffer.concat(blob)).digest('base64');
  return `SHA256:${hash.replace(/=+$/, '')}`;
}

const keyError = (message: string): StemError =>
  new StemError(message, { code: 'FILE_UNREADABLE', hint: MAKE_ONE });
