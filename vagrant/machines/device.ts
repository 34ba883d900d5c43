import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { LabError } from '../lab-error.ts';
import type { ProgramResult } from '../run-program.ts';
import { awaitConsole, consoleSize, lastLines, readConsole } from './console.ts';
import { diskHash, listSnapshots, snapshotDisk, type Snapshot } from './disk.ts';
import { askHumanMonitor, askMonitor, type MonitorCommand } from './monitor.ts';
import { isAlive, killProcess, waitForEnd } from './process.ts';
import { BASE_FILE, CONSOLE_FILE, DISK_FILE } from './qemu-argv.ts';
import { beginWriteLog } from './write-log.ts';
import { launchQemu, type LaunchOptions } from './qemu.ts';
import { readRecord, writeRecord, type DeviceRecord } from './record.ts';
import { overSsh, sshArgv } from './ssh.ts';

const MONITOR_TIMEOUT_MS = 30_000;
const SNAPSHOT_TIMEOUT_MS = 10 * 60_000;
const KILL_TIMEOUT_MS = 30_000;
const EXEC_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 180_000;

export interface StartOptions {
  /** `with-us` (where nothing is said): it ends with this process, however that ends. `lasting`: it goes on. */
  readonly lifetime?: LaunchOptions['lifetime'];
  /** More arguments for QEMU, for this start only. */
  readonly extra?: readonly string[];
  /** Records every write and flush of its disk at the end of this file of its folder. */
  readonly writeLog?: string;
  /** Where the disk's image is served, for this start only. */
  readonly diskAt?: string;
}

export interface ExecOptions {
  readonly timeoutMs?: number;
}

/** One lab device: a folder with its disk, its console, and what is known of it, and the QEMU that runs it. */
export class Device implements AsyncDisposable {
  readonly dir: string;
  #record: DeviceRecord;
  /** Used again where a snapshot is started. */
  #startOptions: StartOptions = {};

  private constructor(dir: string, record: DeviceRecord) {
    this.dir = dir;
    this.#record = record;
  }

  /** Takes up the device of a folder, running or not. @throws LabError where the folder has none */
  static async open(dir: string): Promise<Device> {
    const path = resolve(dir);
    return new Device(path, await readRecord(path));
  }

  get record(): DeviceRecord {
    return this.#record;
  }

  get name(): string {
    return this.#record.name;
  }

  /** The loopback port of its SSH; another one may be taken at a start. */
  get port(): number {
    return this.#record.port;
  }

  get #disk(): string {
    return join(this.dir, DISK_FILE);
  }

  get #diskChain(): readonly [string, string] {
    return [this.#disk, join(this.dir, BASE_FILE)];
  }

  get #consoleFile(): string {
    return join(this.dir, CONSOLE_FILE);
  }

  async isRunning(): Promise<boolean> {
    const { process } = this.#record;
    return process !== null && (await isAlive(process));
  }

  /** Switches it on and returns before it has booted; nothing where it is on. */
  async start(options: StartOptions = {}): Promise<void> {
    if (await this.isRunning()) return;
    this.#startOptions = options;
    await this.#launch({});
  }

  /** Switches it off as its power button does, and where it does not heed that, by a command over SSH. */
  async stop(timeoutMs: number = STOP_TIMEOUT_MS): Promise<void> {
    const { process } = this.#record;
    if (process === null || !(await isAlive(process))) return;
    await this.#ask({ execute: 'system_powerdown' });
    if (await waitForEnd(process, timeoutMs / 2)) return;
    await overSsh(this.dir, this.#record, { command: 'poweroff', timeoutMs: 30_000 });
    if (await waitForEnd(process, timeoutMs / 2)) return;
    throw await this.#failure(
      `is still on ${String(timeoutMs / 1000)} s after it was asked to switch off`,
      `Cut its power with \`npm run lab -- kill ${this.name}\`.`,
    );
  }

  /** Cuts the power: SIGKILL to its QEMU. Nothing where it is off. */
  async kill(): Promise<void> {
    const { process } = this.#record;
    if (process === null || (await killProcess(process, KILL_TIMEOUT_MS))) return;
    throw new LabError(`${this.name}: QEMU (process ${String(process.pid)}) outlives SIGKILL.`, {
      hint: 'See what it waits for; a disk of this machine that does not answer is the usual cause.',
    });
  }

  /** Presses the reset button. */
  async reset(): Promise<void> {
    await this.#ask({ execute: 'system_reset' });
  }

  /** Freezes it as it is: its link stays, nothing answers. */
  async pause(): Promise<void> {
    await this.#ask({ execute: 'stop' });
  }

  async unpause(): Promise<void> {
    await this.#ask({ execute: 'cont' });
  }

  /** Pulls its network cable out, or plugs it in again. */
  async setLink(up: boolean): Promise<void> {
    await this.#ask({ execute: 'set_link', arguments: { name: 'nic0', up } });
  }

  /** Waits until it lets root in. @throws LabError when the time is over, it is off, or another machine answers */
  async waitForSsh(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const leftMs = deadline - Date.now();
      if (!(await this.isRunning())) throw await this.#failure('is off', 'Read its console.');
      if (leftMs <= 0) break;
      const answer = await overSsh(this.dir, this.#record, {
        command: 'true',
        timeoutMs: Math.min(leftMs, 30_000),
      });
      if (answer.exitCode === 0) return;
      await sleep(500);
    }
    throw await this.#failure(
      `does not let root in after ${String(timeoutMs / 1000)} s`,
      'Read its console, or give it more time.',
    );
  }

  /** Runs a command as root; a non-zero exit is a result. @throws LabError where the device can't be reached */
  async tryExec(command: string, options: ExecOptions = {}): Promise<ProgramResult> {
    const { timeoutMs = EXEC_TIMEOUT_MS } = options;
    const answer = await overSsh(this.dir, this.#record, { command, timeoutMs });
    if (!answer.unreachable) return answer;
    throw await this.#failure(
      `\`${command}\` got no answer: ${lastLines(answer.stderr, 3)}`,
      'See with `npm run lab -- list` whether it runs, and read its console.',
    );
  }

  /** Runs a command as root and gives its standard output. @throws LabError where it fails */
  async exec(command: string, options: ExecOptions = {}): Promise<string> {
    const { exitCode, stdout, stderr } = await this.tryExec(command, options);
    if (exitCode === 0) return stdout;
    const said = lastLines(`${stdout}\n${stderr}`, 25);
    throw new LabError(`${this.name}: \`${command}\` ended with ${String(exitCode)}:\n${said}`, {
      hint: 'Read the lines above.',
    });
  }

  /** The same device on the port of its new system. @throws LabError where it fails */
  async execNew(
    command: string,
    { timeoutMs = EXEC_TIMEOUT_MS }: ExecOptions = {},
  ): Promise<string> {
    const { newPort } = this.#record;
    if (newPort === undefined)
      throw new LabError(`${this.name} was not created with a port for its new system.`, {
        hint: 'Create it with becomesBalena.',
      });
    const record = { ...this.#record, port: newPort };
    const { exitCode, stdout, stderr } = await overSsh(this.dir, record, { command, timeoutMs });
    if (exitCode === 0) return stdout;
    const said = lastLines(`${stdout}\n${stderr}`, 25);
    throw await this.#failure(
      `ended \`${command}\` with ${String(exitCode)}:\n${said}`,
      'Read its console.',
    );
  }

  /** The arguments of an OpenSSH client that talks to this device as root; `more` goes before the address. */
  sshArgv(more: readonly string[] = []): readonly [string, ...string[]] {
    return sshArgv(this.dir, this.#record, more);
  }

  /** What it wrote to its serial console; from a mark on, else since its last start. */
  async console(mark: number = this.#record.consoleStart): Promise<string> {
    return readConsole(this.#consoleFile, mark);
  }

  /** The present end of the console, for `console` and `waitForConsole`. */
  async consoleMark(): Promise<number> {
    return consoleSize(this.#consoleFile);
  }

  /** Waits until the console has the pattern after `mark` (its last start), and gives the text from there. */
  async waitForConsole(pattern: RegExp, timeoutMs: number, mark?: number): Promise<string> {
    const from = mark ?? this.#record.consoleStart;
    const deadline = Date.now() + timeoutMs;
    const giveUp = async (): Promise<boolean> =>
      Date.now() >= deadline || !(await this.isRunning());
    const text = await awaitConsole(this.#consoleFile, pattern, { from, giveUp });
    if (text !== undefined) return text;
    throw await this.#failure(`did not write ${String(pattern)}`, 'Read its console.');
  }

  /** sha256 of its whole disk as the guest sees it. A running device is paused for that time. */
  async diskHash(): Promise<string> {
    if (!(await this.isRunning())) return diskHash(this.#diskChain);
    await this.pause(); // QEMU then writes out what it holds of the disk.
    try {
      return await diskHash(this.#diskChain);
    } finally {
      await this.unpause();
    }
  }

  /** Keeps its present state under a name: memory too where it is on, only the disk where it is off. */
  async snapshot(name: string): Promise<void> {
    if (await this.isRunning()) await this.#askHuman(`savevm ${safeName(name)}`);
    else {
      const snapshots = await this.snapshots();
      const isThere = snapshots.some((snapshot) => snapshot.name === name);
      if (isThere) await snapshotDisk(this.#disk, '-d', name); // As savevm does.
      await snapshotDisk(this.#disk, '-c', safeName(name));
    }
  }

  /** Brings a state back: afterwards the device is on or off as it was then. Its clock is that of then, too. */
  async restore(name: string, options: StartOptions = this.#startOptions): Promise<void> {
    const snapshots = await this.snapshots();
    const snapshot = snapshots.find((candidate) => candidate.name === name);
    if (snapshot === undefined) {
      const there = snapshots.map((other) => other.name).join(', ');
      throw new LabError(`${this.name} has no snapshot ${name}.`, {
        hint: there === '' ? 'Take one first.' : `Choose one of: ${there}.`,
      });
    }
    if (!snapshot.isRunning) {
      await this.kill();
      await snapshotDisk(this.#disk, '-a', name);
    } else if (await this.isRunning()) {
      await this.#askHuman(`loadvm ${safeName(name)}`);
      await this.unpause();
    } else {
      this.#startOptions = options;
      await this.#launch({ fromSnapshot: name });
    }
  }

  async snapshots(): Promise<readonly Snapshot[]> {
    return listSnapshots(this.#disk);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #launch(from: { readonly fromSnapshot?: string }): Promise<void> {
    const { hardware, name, port, newPort, segment } = this.#record;
    const { lifetime = 'with-us', ...more } = this.#startOptions;
    const consoleStart = await this.consoleMark();
    if (more.writeLog !== undefined) await beginWriteLog(join(this.dir, more.writeLog));
    const cables = { port, newPort, segment };
    const options = { dir: this.dir, name, hardware, ...cables, lifetime, ...more, ...from };
    await launchQemu(options, async (launched) => {
      this.#record = { ...this.#record, ...launched, consoleStart };
      await writeRecord(this.dir, this.#record);
    });
  }

  async #ask(command: MonitorCommand): Promise<void> {
    await this.#needsToRun();
    await askMonitor(this.dir, [command], { timeoutMs: MONITOR_TIMEOUT_MS });
  }

  async #askHuman(command: string): Promise<void> {
    await this.#needsToRun();
    await askHumanMonitor(this.dir, command, { timeoutMs: SNAPSHOT_TIMEOUT_MS });
  }

  async #needsToRun(): Promise<void> {
    if (await this.isRunning()) return;
    throw new LabError(`${this.name} is off.`, {
      hint: `Start it: npm run lab -- up ${this.name}`,
    });
  }

  async #failure(what: string, hint: string): Promise<LabError> {
    const said = lastLines(await this.console(), 15);
    return new LabError(`${this.name} ${what}. The end of its console:\n${said}`, { hint });
  }
}

/** A snapshot's name becomes a word of QEMU's monitor. */
function safeName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(name)) return name;
  throw new LabError(`"${name}" is no name for a snapshot.`, {
    hint: 'Use letters, digits, dots, dashes and underscores, a letter first.',
  });
}
