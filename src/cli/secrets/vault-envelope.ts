import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../model/secret.ts';

/** What `ansible-vault` wrote: a header, and lines of hexadecimal digits. */
export interface Envelope {
  /** The name that `--vault-id NAME@…` gave it; null in version 1.1. */
  readonly label: string | null;
  readonly salt: Buffer;
  readonly hmac: Buffer;
  readonly ciphertext: Buffer;
}

export const isEnvelope = (text: string): boolean => text.startsWith('$ANSIBLE_VAULT');

/** What is wrong with it, as a sentence without its end. */
export class EnvelopeProblem extends Error {}

/** @throws EnvelopeProblem where it is damaged, or of a kind that ansible-core 2.14 can't read either */
export function readEnvelope(text: string): Envelope {
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const label = labelOf(header.trim());
  const inside = unhex(lines.map((line) => line.trim()).join('')).toString('latin1');
  const [salt, hmac, ciphertext, ...more] = inside.split('\n');
  if (salt === undefined || hmac === undefined || ciphertext === undefined || more.length > 0)
    throw damaged();
  return { label, salt: unhex(salt), hmac: unhex(hmac), ciphertext: unhex(ciphertext) };
}

/** `$ANSIBLE_VAULT;1.2;AES256;LABEL`. */
export function labelOf(header: string): string | null {
  const [, version = '', cipher = '', label = ''] = header.split(';').map((part) => part.trim());
  if (!['1.1', '1.2'].includes(version))
    throw new EnvelopeProblem(`its version is "${version}", and only 1.1 and 1.2 can be read`);
  if (cipher !== 'AES256')
    throw new EnvelopeProblem(`its cipher is "${cipher}", and only AES256 can be read`);
  return label === '' ? null : label;
}

const damaged = (): EnvelopeProblem => new EnvelopeProblem('it is damaged or cut off');

function unhex(text: string): Buffer {
  if (text === '' || text.length % 2 !== 0 || /[^\da-f]/i.test(text)) throw damaged();
  return Buffer.from(text, 'hex');
}

/** The numbers of Ansible's VaultAES256: PBKDF2 makes two keys of 32 bytes and 16 bytes to start counting from. */
const ROUNDS = 10_000;
const KEY_LENGTH = 32;
const BLOCK = 16;

/** What is inside, or null where the password is another one. @throws EnvelopeProblem */
export function openEnvelope(
  { salt, hmac, ciphertext }: Envelope,
  password: Secret,
): Buffer | null {
  const keys = pbkdf2Sync(password.reveal(), salt, ROUNDS, 2 * KEY_LENGTH + BLOCK, 'sha256');
  const signature = createHmac('sha256', keys.subarray(KEY_LENGTH, 2 * KEY_LENGTH))
    .update(ciphertext)
    .digest();
  if (hmac.length !== signature.length || !timingSafeEqual(hmac, signature)) return null;
  const start = keys.subarray(2 * KEY_LENGTH);
  const decipher = createDecipheriv('aes-256-ctr', keys.subarray(0, KEY_LENGTH), start);
  return withoutPadding(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
}

/** PKCS7: the last byte says how many were added. */
function withoutPadding(padded: Buffer): Buffer {
  const added = padded.at(-1) ?? 0;
  if (added < 1 || added > BLOCK || added > padded.length) throw damaged();
  return padded.subarray(0, padded.length - added);
}
