import { readFile } from 'node:fs/promises';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import type { Connection, HostKeyPolicy } from '../model/connection.ts';
import { StemError } from '../model/errors.ts';
import { render, sh } from '../model/command.ts';
import {
  fingerprint,
  hostKeyName,
  keyTypeOf,
  parseKnownHosts,
  parsePublicKey,
  type KnownKey,
} from './known-hosts.ts';

/** What is known about the host keys of one device. */
export interface HostKeys {
  readonly name: string;
  readonly keys: readonly KnownKey[];
  /** Where a new key would be added. */
  readonly file: string;
  readonly isPinned: boolean;
  readonly policy: HostKeyPolicy;
  /** Whether a new line hides the name. */
  readonly isHashed: boolean;
}

/** Where keys are pinned, only these count, but a key that is revoked anywhere is never right. @throws StemError FILE_UNREADABLE, INVENTORY_INVALID */
export async function readHostKeys(connection: Connection): Promise<HostKeys> {
  const { address, port, hostKeyAlias, pinnedHostKeys, knownHostsFiles } = connection;
  const name = hostKeyAlias?.toLowerCase() ?? hostKeyName(address, port);
  const [file = '~/.ssh/known_hosts'] = knownHostsFiles;
  const isPinned = pinnedHostKeys.length > 0;
  const [found, revoked] = await Promise.all([
    Promise.all(knownHostsFiles.map((path) => readKnownHosts(path, name))),
    connection.revokedKeysFile === undefined ? [] : readRevoked(connection.revokedKeysFile),
  ]);
  const known = found.flat();
  const keys = isPinned
    ? [...pinnedHostKeys.map(pinned), ...known.filter(({ isRevoked }) => isRevoked)]
    : known;
  return {
    ...{ name, keys: [...keys, ...revoked], file, isPinned },
    policy: connection.hostKeyPolicy ?? 'strict',
    isHashed: connection.hashesKnownHosts === true,
  };
}

function pinned(line: string): KnownKey {
  const key = parsePublicKey(line, 'the inventory');
  if (key !== null) return key;
  throw new StemError(`the pinned host key is no public key: ${line}`, {
    code: 'INVENTORY_INVALID',
    hint: 'Write it as in a .pub file: `ssh-ed25519 AAAA…`.',
  });
}

async function readKnownHosts(file: string, name: string): Promise<readonly KnownKey[]> {
  try {
    return parseKnownHosts(await readFile(file, 'utf8'), file, name);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new StemError(`the known_hosts file ${file} can't be read`, {
      code: 'FILE_UNREADABLE',
      hint: 'Check its path and its rights.',
      cause,
    });
  }
}

/** A list of public keys. OpenSSH's binary KRL is another format. */
async function readRevoked(file: string): Promise<readonly KnownKey[]> {
  const text = await readFile(file, 'latin1').catch((cause: unknown) => {
    throw new StemError(`the file of revoked host keys ${file} can't be read`, {
      code: 'FILE_UNREADABLE',
      hint: 'Check its path and its rights.',
      cause,
    });
  });
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(#|$)/.test(line)) return [];
    const key = parsePublicKey(line, `${file}:${String(index + 1)}`);
    if (key !== null) return [{ ...key, isRevoked: true }];
    throw new StemError(`${file}:${String(index + 1)} is no public key`, {
      code: 'FILE_UNREADABLE',
      hint: 'Write RevokedHostKeys as a list of public keys, one a line; a KRL is not supported.',
    });
  });
}

const RSA: readonly ServerHostKeyAlgorithm[] = ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'];
const ALGORITHMS: readonly (readonly [type: string, of: readonly ServerHostKeyAlgorithm[]])[] = [
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  // `ssh-rsa` with SHA-1 is all that OpenSSH 6.6 can do with an RSA key.
  ['ssh-rsa', RSA],
];

export const ALL_ALGORITHMS: readonly ServerHostKeyAlgorithm[] = ALGORITHMS.flatMap(([, of]) => of);

/** Only what can be recognized is offered, so that a device with several keys shows the known one. */
export function algorithmsFor({ keys }: HostKeys): readonly ServerHostKeyAlgorithm[] {
  const types = new Set(keys.filter(isOwn).map(({ type }) => type));
  const known = ALGORITHMS.filter(([type]) => types.has(type));
  return known.length === 0 ? ALL_ALGORITHMS : known.flatMap(([, of]) => of);
}

/** @returns null where the key is the device's own. */
export function judgeHostKey(blob: Buffer, known: HostKeys): StemError | null {
  const key = blob.toString('base64');
  const same = known.keys.filter((entry) => entry.key === key);
  if (same.some(({ isRevoked }) => isRevoked)) return revoked(blob, known);
  const own = known.keys.filter(isOwn);
  if (own.some((entry) => entry.key === key)) return null;
  return own.length === 0 ? unknownKey(blob, known) : changed(blob, known, own);
}

/** Not one that is revoked, and not one that only signs certificates. */
const isOwn = ({ isRevoked, isAuthority }: KnownKey): boolean => !isRevoked && isAuthority !== true;

/** `ssh-ed25519 SHA256:…`. */
export const shownKey = (blob: Buffer): string => `${keyTypeOf(blob)} ${fingerprint(blob)}`;

const unknownKey = (blob: Buffer, { name, file, keys }: HostKeys): StemError =>
  new StemError(
    `the host key of ${name} is not known; it shows ${shownKey(blob)}${authority(keys)}`,
    {
      code: 'HOST_KEY_UNKNOWN',
      hint: `Compare the fingerprint on a way that you trust, then add it: echo '${name} ${keyTypeOf(blob)} ${blob.toString('base64')}' >> ${render(sh(file))}`,
    },
  );

const authority = (keys: readonly KnownKey[]): string => {
  const line = keys.find(({ isAuthority }) => isAuthority === true);
  return line === undefined
    ? ''
    : `. ${line.place} trusts the certificates of an authority, which are not supported`;
};

const revoked = (blob: Buffer, { name }: HostKeys): StemError =>
  new StemError(`the host key of ${name} is marked as revoked: ${shownKey(blob)}`, {
    code: 'HOST_KEY_CHANGED',
    hint: 'Do not connect: somebody else has the private half of this key.',
  });

function changed(blob: Buffer, { name, isPinned }: HostKeys, own: readonly KnownKey[]): StemError {
  const knownAs = own
    .map(({ key, place }) => `${shownKey(Buffer.from(key, 'base64'))} (${place})`)
    .join(', ');
  const [file = ''] = (own[0]?.place ?? '').split(/:\d+$/);
  return new StemError(
    `the host key of ${name} has changed: it shows ${shownKey(blob)}, known is ${knownAs}`,
    {
      code: 'HOST_KEY_CHANGED',
      hint: `Find out why; nothing was sent to it. Only then ${isPinned ? 'correct the pinned key in the inventory' : `remove the old key: ${render(sh('ssh-keygen', '-R', name, '-f', file))}`}.`,
    },
  );
}
