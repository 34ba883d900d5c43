import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ConnectConfig } from 'ssh2';

import type { Environment } from '../../vagrant/images/environment.ts';
import { accelerator } from '../../vagrant/machines/accelerator.ts';
import { freePort } from '../../vagrant/machines/qemu.ts';

export interface GuestOptions {
  readonly dir: string;
  readonly environment: Environment;
  /** A newc archive, as GRUB loads it behind the initramfs. */
  readonly identity: string;
  readonly hostKey: string;
  readonly words: string;
  readonly memoryBytes: number;
  /** The network's first card takes `netdev=net0`. */
  readonly devices: readonly string[];
}

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const BOOT_TIMEOUT_MS = 180_000;
const ANSWER_TIMEOUT_MS = 120_000;

/** The environment in QEMU without GRUB, for what it does by itself. A reboot ends QEMU. */
export class Guest {
  private readonly options: GuestOptions;
  private readonly port: number;
  private readonly qemu: ChildProcess;
  private readonly serialFile: string;

  private constructor(options: GuestOptions, port: number, qemu: ChildProcess) {
    this.options = options;
    this.port = port;
    this.qemu = qemu;
    this.serialFile = join(options.dir, 'serial.log');
  }

  static async start(options: GuestOptions): Promise<Guest> {
    const { dir, environment } = options;
    const initramfs = join(dir, 'both.img');
    await copyFile(environment.initramfs, initramfs);
    await appendFile(initramfs, await readFile(options.identity));
    const port = await freePort();
    const mode = await accelerator();
    const argv = [
      ...['--pdeathsig', 'KILL', 'qemu-system-x86_64', '-machine', 'pc', '-cpu', 'Nehalem'],
      ...['-accel', mode === 'kvm' ? 'kvm' : 'tcg,thread=multi', '-smp', '2'],
      ...['-m', String(options.memoryBytes / 2 ** 20), '-nodefaults', '-display', 'none'],
      ...['-no-reboot', '-serial', `file:${join(dir, 'serial.log')}`],
      ...['-kernel', environment.kernel, '-initrd', initramfs],
      ...['-append', `console=ttyS0 ${environment.cmdline} ${options.words}`],
      ...['-netdev', `user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:${String(port)}-:22`],
      ...options.devices,
    ];
    const qemu = spawn('setpriv', argv, { stdio: ['ignore', 'inherit', 'inherit'] });
    await once(qemu, 'spawn');
    return new Guest(options, port, qemu);
  }

  /** The serial port's text so far. */
  async serial(): Promise<string> {
    return readFile(this.serialFile, 'utf8').catch(() => '');
  }

  async waitForSerial(pattern: RegExp): Promise<string> {
    for (let waited = 0; waited < BOOT_TIMEOUT_MS; waited += 250) {
      const hasEnded = this.qemu.exitCode !== null;
      const text = await this.serial();
      if (pattern.test(text)) return text;
      if (hasEnded) break;
      await sleep(250);
    }
    throw new Error(
      `the guest never said ${String(pattern)}:\n${(await this.serial()).slice(-3000)}`,
    );
  }

  /** Connects once; the host key must be the identity's. */
  async connect(login: ConnectConfig): Promise<Client> {
    const client = new Client();
    const wanted = this.options.hostKey.split(' ')[1] ?? '';
    const ready = once(client, 'ready');
    client.connect({
      host: '127.0.0.1',
      port: this.port,
      readyTimeout: 60_000,
      hostVerifier: (key: Buffer) => key.toString('base64') === wanted,
      ...login,
    });
    await ready;
    return client;
  }

  /** Connects as soon as it is up. A refused login or another host key is not tried again. */
  async connectWhenUp(login: ConnectConfig): Promise<Client> {
    await this.waitForSerial(/stem: environment up, address 10\.0\.2\.15/);
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.connect(login);
      } catch (error) {
        const isEarly = /ECONNRESET|ECONNREFUSED|handshake/.test(String(error));
        if (!isEarly || tries === 20) throw error;
        await sleep(1000);
      }
    }
  }

  /** True once QEMU has ended by itself, as it does where the guest reboots or powers off. */
  async hasEnded(timeoutMs: number): Promise<boolean> {
    for (let waited = 0; waited < timeoutMs && this.qemu.exitCode === null; waited += 250) {
      await sleep(250);
    }
    return this.qemu.exitCode === 0;
  }

  kill(): void {
    this.qemu.kill('SIGKILL');
  }
}

/** Runs a command with a whole input. */
export async function ask(client: Client, command: string, input = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`no answer to: ${command}`));
    }, ANSWER_TIMEOUT_MS);
    client.exec(command, (error, channel) => {
      if (error !== undefined) {
        clearTimeout(timer);
        reject(error);
        return;
      }
      const text = { stdout: '', stderr: '' };
      channel.setEncoding('utf8').on('data', (data: string) => (text.stdout += data));
      channel.stderr.setEncoding('utf8').on('data', (data: string) => (text.stderr += data));
      channel.on('close', (exitCode: number | null) => {
        clearTimeout(timer);
        resolve({ exitCode: exitCode ?? -1, ...text });
      });
      channel.end(input);
    });
  });
}

/**
 * Lets the dead-man timer read other kernel words, and so end its wait at once: whatever this machine does besides, no test
 * depends on how long a boot takes. init starts the killed timer again, as it would a crashed one.
 */
export const expireDeadman = (words: string): string =>
  `echo '${words}' >/tmp/words; mount --bind /tmp/words /proc/cmdline; kill -9 $(pidof deadman)`;
