import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { LabError } from '../lab-error.ts';
import { tryProgram, type ProgramResult } from '../run-program.ts';
import type { DeviceRecord } from './record.ts';

const KNOWN_HOSTS_FILE = 'known_hosts';
/** What ssh ends with where it did not get as far as the command. */
const SSH_FAILED = 255;

/** Pins the device's keys under its name: the port may change, and another machine may get it. */
export const knownHostsText = (name: string, hostKeys: readonly string[]): string =>
  hostKeys.map((key) => `${name} ${key}\n`).join('');

export const writeKnownHosts = (dir: string, record: DeviceRecord): Promise<void> =>
  writeFile(join(dir, KNOWN_HOSTS_FILE), knownHostsText(record.name, record.hostKeys));

/**
 * The arguments of an OpenSSH client that talks to this device and to no other: exactly its pinned keys, no
 * configuration of this machine, no question.
 */
export function sshArgv(
  dir: string,
  record: DeviceRecord,
  more: readonly string[] = [],
): readonly [string, ...string[]] {
  const options = [
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile="${join(dir, KNOWN_HOSTS_FILE)}"`,
    'GlobalKnownHostsFile=/dev/null',
    `HostKeyAlias=${record.name}`,
    'UpdateHostKeys=no',
    'IdentitiesOnly=yes',
    'BatchMode=yes',
    'LogLevel=ERROR',
    'ConnectTimeout=10',
    'ServerAliveInterval=5',
    'ServerAliveCountMax=6',
  ];
  return [
    ...(['ssh', '-F', '/dev/null'] as const),
    ...options.flatMap((option) => ['-o', option]),
    ...['-i', record.rootKey, '-p', String(record.port), ...more, 'root@127.0.0.1'],
  ];
}

export interface SshAnswer extends ProgramResult {
  /** ssh itself failed: what became of the command is unknown. */
  readonly unreachable: boolean;
}

/** Runs a command as root. @throws LabError where something else answers with another host key */
export async function overSsh(
  dir: string,
  record: DeviceRecord,
  options: { readonly command: string; readonly timeoutMs: number },
): Promise<SshAnswer> {
  const argv = [...sshArgv(dir, record), '--', options.command] as const;
  const result = await tryProgram(argv, { timeoutMs: options.timeoutMs });
  if (isForeignKey(result)) {
    throw new LabError(
      `${record.name}: what answers at 127.0.0.1:${String(record.port)} has another host key.`,
      { hint: 'Nothing was sent to it. See which machine listens there.', cause: result.stderr },
    );
  }
  return { ...result, unreachable: result.exitCode === SSH_FAILED || result.exitCode === null };
}

/** Only ssh's own words count: a command's stderr comes after a login, with another exit code. */
const isForeignKey = ({ exitCode, stderr }: ProgramResult): boolean =>
  exitCode === SSH_FAILED &&
  /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No .* host key is known/.test(
    stderr,
  );
