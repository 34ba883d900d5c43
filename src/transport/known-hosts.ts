import { createHash, createHmac } from 'node:crypto';

/** One key that a device may show, or (revoked) must never show. */
export interface KnownKey {
  /** `ssh-ed25519` */
  readonly type: string;
  /** base64 */
  readonly key: string;
  readonly isRevoked: boolean;
  /** The key of an authority: it signs certificates of hosts, and is no host's own. */
  readonly isAuthority?: true;
  /** Where it was found, for people: `FILE:LINE`. */
  readonly place: string;
}

/** The name as known_hosts has it: `[name]:port` but for port 22. @see sshd(8), SSH_KNOWN_HOSTS FILE FORMAT */
export const hostKeyName = (name: string, port: number): string =>
  port === 22 ? name.toLowerCase() : `[${name.toLowerCase()}]:${String(port)}`;

/** The keys of one name in the text of a known_hosts file. */
export const parseKnownHosts = (text: string, file: string, name: string): readonly KnownKey[] =>
  text.split('\n').flatMap((line, index) => {
    const [, marker = '', names = '', type = '', key = ''] = LINE.exec(line) ?? [];
    if (names.startsWith('#') || key === '' || !hasName(names, name)) return [];
    const mark = MARKS[marker];
    const place = `${file}:${String(index + 1)}`;
    return mark === undefined ? [] : [{ type, key, ...mark, place }];
  });

const LINE = /^\s*(?:(@\S+)\s+)?(\S+)\s+(\S+)\s+(\S+)/;
const MARKS: Readonly<Record<string, Pick<KnownKey, 'isRevoked' | 'isAuthority'>>> = {
  '': { isRevoked: false },
  '@revoked': { isRevoked: true },
  '@cert-authority': { isRevoked: false, isAuthority: true },
};

/** `ssh-ed25519 AAAA… comment`; null where it is no public key. */
export function parsePublicKey(line: string, place: string): KnownKey | null {
  const [type = '', key = ''] = line.trim().split(/\s+/);
  return keyTypeOf(Buffer.from(key, 'base64')) === type
    ? { type, key, isRevoked: false, place }
    : null;
}

function hasName(names: string, name: string): boolean {
  if (names.startsWith('|')) return isHashOf(names, name);
  const patterns = names.toLowerCase().split(',');
  const matches = (pattern: string): boolean => globOf(pattern).test(name);
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern)) &&
    !patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1)))
  );
}

/** A name as ssh hides it, with a salt of our own. */
export function hashedName(name: string, salt: Buffer): string {
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

/** `|1|salt|hmac-sha1 of the name` */
function isHashOf(text: string, name: string): boolean {
  const [, kind, salt = '', hash = ''] = text.split('|');
  const hmac = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64');
  return kind === '1' && hmac === hash;
}

const globOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );

/** The name in front of a key's blob; empty where it is no key. */
export function keyTypeOf(blob: Buffer): string {
  if (blob.length < 4) return '';
  const length = blob.readUInt32BE(0);
  return length > 64 ? '' : blob.subarray(4, 4 + length).toString('latin1');
}

/** As `ssh-keygen -l` shows it. */
export const fingerprint = (blob: Buffer): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
