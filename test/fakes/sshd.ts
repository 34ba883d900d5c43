import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inNamespace, type Own } from './sshd-device.ts';

export type HostKeyType = 'ed25519' | 'ecdsa' | 'rsa';

export interface SshdOptions extends Own {
  readonly hostKeys?: readonly HostKeyType[];
  /** PAM brings keyboard-interactive. */
  readonly usesPam?: boolean;
  /** Further lines of sshd_config. */
  readonly config?: readonly string[];
}

/** A real OpenSSH server on loopback: own host keys, own configuration, own /run/stem, a port chosen by the system. */
export class Sshd {
  readonly directory: string;
  readonly port: number;
  readonly #process: ChildProcess;
  /** Host keys as pinned in an inventory: `ssh-ed25519 AAAA…`. */
  readonly hostKeys: readonly string[];

  private constructor(directory: string, port: number, process: ChildProcess) {
    this.directory = directory;
    this.port = port;
    this.#process = process;
    this.hostKeys = readFileSync(join(directory, 'host_keys.pub'), 'utf8').trim().split('\n');
  }

  /** Any account whose key is among `authorizeKey`'s may log in; passwords are the accounts' own. */
  static async start(options: SshdOptions = {}): Promise<Sshd> {
    const directory = mkdtempSync(join(tmpdir(), 'stem-sshd-'));
    chmodSync(directory, 0o755);
    mkdirSync('/run/sshd', { recursive: true });
    mkdirSync(join(directory, 'authorized'));
    const publics = (options.hostKeys ?? ['ed25519']).map((type) => makeKey(directory, type));
    writeFileSync(join(directory, 'host_keys.pub'), publics.join(''));
    for (let tries = 0; ; tries += 1) {
      const port = await freePort();
      const file = join(directory, 'sshd_config');
      writeFileSync(file, configOf(directory, port, options));
      const [program, ...rest] = inNamespace(directory, [...SSHD, file], options);
      const child = spawn(program, rest, { stdio: 'ignore' });
      // A test that fails before it stops its server must neither hang nor leave it behind.
      child.unref();
      process.once('exit', () => child.kill());
      if (await answers(port, child)) return new Sshd(directory, port, child);
      if (tries === 4) throw new Error(`sshd does not start: see ${file}`);
    }
  }

  /** @param publicKey a line as in a .pub file */
  authorizeKey(user: string, publicKey: string): void {
    writeFileSync(join(this.directory, 'authorized', user), publicKey, { mode: 0o644 });
  }

  /** Of the process that listens. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Where this machine finds a file that is the server's own: what lies in its /run/stem, for one. */
  own(path: string): string {
    return `/proc/${String(this.pid)}/root${path}`;
  }

  async stop(): Promise<void> {
    this.#process.ref();
    if (this.#process.exitCode === null && this.#process.kill())
      await once(this.#process, 'exit', { signal: AbortSignal.timeout(10_000) });
    rmSync(this.directory, { recursive: true });
  }
}

const SSHD = ['/usr/sbin/sshd', '-D', '-e', '-f'];

/** @returns the private key's file; `.pub` lies beside it */
export function makeClientKey(directory: string, passphrase = ''): string {
  const file = join(directory, `client-${Math.random().toString(36).slice(2)}`);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', file]);
  return file;
}

function makeKey(directory: string, type: HostKeyType): string {
  const file = join(directory, `host_${type}`);
  const size = type === 'rsa' ? ['-b', '2048'] : [];
  execFileSync('ssh-keygen', ['-q', '-t', type, ...size, '-N', '', '-f', file]);
  return readFileSync(`${file}.pub`, 'utf8');
}

const configOf = (
  directory: string,
  port: number,
  { hostKeys = ['ed25519'], usesPam = false, config = [] }: SshdOptions,
): string =>
  [
    `Port ${String(port)}`,
    'ListenAddress 127.0.0.1',
    ...hostKeys.map((type) => `HostKey ${directory}/host_${type}`),
    `PidFile ${directory}/pid`,
    `AuthorizedKeysFile ${directory}/authorized/%u`,
    'StrictModes no',
    'PermitRootLogin yes',
    `UsePAM ${usesPam ? 'yes' : 'no'}`,
    'MaxStartups 100',
    'Subsystem sftp internal-sftp',
    // bash reads its user's ~/.bashrc below sshd, but not as an inner shell: whoever runs the tests keeps seconds in theirs.
    'SetEnv SHLVL=5',
    ...config,
    '',
  ].join('\n');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answers(port: number, child: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 200 && child.exitCode === null; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return true;
    await sleep(25);
  }
  return false;
}
