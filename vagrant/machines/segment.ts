import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

import { LabError } from '../lab-error.ts';
import { runProgram } from '../run-program.ts';
import { TAP } from './qemu-argv.ts';

const TIMEOUT_MS = 30_000;
/** Of the addresses for documents: no such network can be met by mistake. */
export const SEGMENT_ADDRESS = '198.51.100.20';
const GATEWAY = '198.51.100.1';
export const SEGMENT_NAME_SERVER = '198.51.100.53';

/** What a device of the old kind has in `/etc/network/interfaces` there. */
export const SEGMENT_INTERFACES = `auto lo
iface lo inet loopback

auto eth0
iface eth0 inet static
  address ${SEGMENT_ADDRESS}
  netmask 255.255.255.0
  gateway ${GATEWAY}
  dns-nameservers ${SEGMENT_NAME_SERVER}
  dns-search lab.example
`;

/**
 * A piece of network for one device, in a network namespace of its own: nobody there gives addresses away, and no way
 * leads out. Two loopback ports of this machine lead to the device's ports 22 and 22222.
 */
export interface Segment {
  readonly name: string;
  readonly port: number;
  readonly newPort: number;
}

/** The segment is gone afterwards, with its relay. A device in it has to be off by then. */
export async function withSegment<T>(body: (segment: Segment) => Promise<T>): Promise<T> {
  await removeOrphans();
  const name = `stem-lab-${String(process.pid)}-${randomBytes(4).toString('hex')}`;
  await ip(['netns', 'add', name]);
  try {
    for (const words of [
      ['tuntap', 'add', TAP, 'mode', 'tap'],
      ['address', 'add', `${GATEWAY}/24`, 'dev', TAP],
      ['link', 'set', TAP, 'up'],
    ])
      await ip(['-n', name, ...words]);
    return await withRelay(name, (ports) => body({ name, ...ports }));
  } finally {
    await ip(['netns', 'delete', name]);
  }
}

/** A process that was killed left its namespace behind, empty: what ran there has ended with it. */
async function removeOrphans(): Promise<void> {
  for (const name of orphansAmong(await ip(['netns', 'list']), isRunning))
    // Another process may be at it as well.
    await ip(['netns', 'delete', name]).catch(() => undefined);
}

/** Namespaces of this lab, of `ip netns list`, whose process is gone. */
export const orphansAmong = (list: string, runs: (pid: string) => boolean): readonly string[] =>
  list
    .split('\n')
    .map((line) => /^stem-lab-(\d+)-[0-9a-f]{8}(?= |$)/.exec(line))
    .flatMap((match) => (match?.[1] === undefined || runs(match[1]) ? [] : [match[0]]));

const isRunning = (pid: string): boolean => existsSync(`/proc/${pid}`);

const ip = (args: readonly string[]): Promise<string> =>
  runProgram(['ip', ...args], {
    timeoutMs: TIMEOUT_MS,
    hint: 'Network namespaces need root, iproute2 and /dev/net/tun.',
  });

/** A socket stays in the namespace where it was made: the relay takes over two that listen here, and dials there. */
async function withRelay<T>(
  namespace: string,
  body: (ports: Omit<Segment, 'name'>) => Promise<T>,
): Promise<T> {
  const servers = [await listening(), await listening()] as const;
  const [port = 0, newPort = 0] = servers.map(portOf);
  const relay = startRelay(namespace, servers);
  const ended = once(relay, 'close');
  // From here on it alone answers at these ports.
  for (const server of servers) server.close();
  try {
    return await body({ port, newPort });
  } finally {
    relay.kill('SIGKILL');
    await ended;
  }
}

/** Ends with this process, however that ends. */
function startRelay(namespace: string, servers: readonly Server[]): ChildProcess {
  const argv = [
    ...['--pdeathsig', 'KILL', 'ip', 'netns', 'exec', namespace, process.execPath],
    ...['--import', 'tsx', join(import.meta.dirname, 'relay.ts'), SEGMENT_ADDRESS, '22', '22222'],
  ];
  return spawn('setpriv', argv, { stdio: ['ignore', 'inherit', 'inherit', ...servers.map(fdOf)] });
}

async function listening(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** Node has no public name for it, and no other way to hand a listening socket to a program that is not Node itself. */
function fdOf(server: Server): number {
  const { _handle: handle } = server as unknown as { readonly _handle: { readonly fd: number } };
  if (handle.fd > 0) return handle.fd;
  throw new LabError('A listening socket has no number.', { hint: 'Use Node 20.19 or later.' });
}
