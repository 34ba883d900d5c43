import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { Device } from '../../vagrant/machines/device.ts';
import { DISK_FILE } from '../../vagrant/machines/qemu-argv.ts';
import { Proxy } from '../fakes/proxy.ts';
import { deviceIn, writeInventory } from './plant.ts';
import type { Trunk } from './trunk.ts';

const SOCKET = 'disk.sock';
/** An image that is served can't grow: room for its snapshots and all that a case writes. */
const SERVED_BYTES = 64 * 2 ** 30;
const SERVER_MS = 30_000;
/** Longer than the controller takes to find a line dead. */
const STALL_MS = 45_000;

/** Long enough for each write of a small action, and over before anybody gives up. */
const FAILING_MS = 4000;
/** While such a file is there, the served disk answers with EIO. */
const FAILS = { reads: 'reads-fail', writes: 'writes-fail' } as const;

/** A copy of the trunk's device on which one case after the other is tried, and the link to it. */
export class Lane {
  readonly folder: string;
  readonly device: Device;
  readonly #link: Proxy;
  #disk: ChildProcess | undefined;

  private constructor(folder: string, device: Device, link: Proxy) {
    this.folder = folder;
    this.device = device;
    this.#link = link;
  }

  /** Copies the trunk's device, unless a run that was ended by force left its copy; it is not started. */
  static async open(trunkFolder: string, trunk: Trunk, folder: string): Promise<Lane> {
    const mark = join(folder, 'copy-of');
    const copied = await readFile(mark, 'utf8').catch(() => null);
    if (copied !== trunk.run.runId) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const copy = ['-r', '--reflink=auto', '--sparse=always', deviceIn(trunkFolder)];
      await promisify(execFile)('cp', [...copy, deviceIn(folder)]);
      await truncate(join(deviceIn(folder), DISK_FILE), SERVED_BYTES);
      await writeFile(mark, trunk.run.runId);
    }
    const device = await Device.open(deviceIn(folder));
    const link = await Proxy.start(() => device.port);
    const lane = new Lane(folder, device, link);
    const record = { ...device.record, port: link.port };
    await writeInventory(lane.inventory, record, trunk);
    return lane;
  }

  get inventory(): string {
    return join(this.folder, 'lab.ini');
  }

  /** Of the case that is tried. */
  get journal(): string {
    return join(this.folder, 'journal.db');
  }

  /** The device as it was at a snapshot. `served`: what it writes is kept in memory until it flushes. */
  async restore(snapshot: string, disk: 'file' | 'served'): Promise<void> {
    // Taken back while it runs, it has lost its default route at times: its network is QEMU's, and that has gone on.
    await this.kill();
    if (disk === 'served') await this.#serveDisk();
    await this.device.restore(snapshot, this.#startOptions);
  }

  /** The power is cut and comes back. What the device has written and not flushed is lost where its disk is served. */
  async cutPower(): Promise<void> {
    const wasServed = this.#disk !== undefined;
    await this.kill();
    if (wasServed) await this.#serveDisk();
    await this.device.start(this.#startOptions);
  }

  cutLink(): void {
    this.#link.cut();
  }

  stallLink(): void {
    this.#link.fallSilentFor(STALL_MS);
  }

  /** For a while, all that the device reads or writes fails. Its disk must be served. */
  async failDisk(what: 'reads' | 'writes'): Promise<void> {
    if (this.#disk === undefined) throw new Error('a disk that is not served can not fail');
    const trigger = join(this.device.dir, FAILS[what]);
    await writeFile(trigger, '');
    await sleep(FAILING_MS);
    await rm(trigger);
  }

  /** The disk's cache goes first: nothing of it may be saved by the machine's end. */
  async kill(): Promise<void> {
    const disk = this.#disk;
    this.#disk = undefined;
    if (disk?.exitCode === null && disk.signalCode === null) {
      disk.kill('SIGKILL');
      await once(disk, 'exit');
    }
    await this.device.kill();
  }

  async close(): Promise<void> {
    await this.kill();
    await this.#link.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  get #startOptions(): { readonly diskAt?: string } {
    return this.#disk === undefined ? {} : { diskAt: `nbd+unix:///?socket=${SOCKET}` };
  }

  /** Its cache writes back at a flush and not before; killed, it loses the rest. */
  async #serveDisk(): Promise<void> {
    const { dir } = this.device;
    for (const name of [SOCKET, ...Object.values(FAILS)])
      await rm(join(dir, name), { force: true });
    const server = ['--foreground', '--exit-with-parent', '--unix', SOCKET];
    const filters = ['--filter=error', '--filter=cache', 'file', DISK_FILE, 'cache=writeback'];
    const fails = [
      ...['error=EIO', 'error-pread-rate=100%', `error-pread-file=${join(dir, FAILS.reads)}`],
      ...['error-pwrite-rate=100%', `error-pwrite-file=${join(dir, FAILS.writes)}`],
      ...['error-zero-rate=100%', `error-zero-file=${join(dir, FAILS.writes)}`],
    ];
    this.#disk = spawn('nbdkit', [...server, ...filters, ...fails], {
      cwd: dir,
      env: { ...process.env, TMPDIR: dir },
      stdio: 'ignore',
    });
    for (let waited = 0; !existsSync(join(dir, SOCKET)); waited += 20) {
      if (waited > SERVER_MS) throw new Error('nbdkit does not serve the disk');
      await sleep(20);
    }
  }
}
