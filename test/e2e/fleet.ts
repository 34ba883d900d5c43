import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { openJournalForReading } from '../../src/journal/libsql.ts';
import type { StemEvent } from '../../src/model/event.ts';
import { buildLabBundle } from '../../vagrant/images/bundle.ts';
import { buildDevice } from '../../vagrant/images/device.ts';
import { personalise } from '../../vagrant/images/personalise.ts';
import { bringUp, writeInventory, type Wanted } from '../../vagrant/machines/bring-up.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import { withLab } from '../../vagrant/machines/lab.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MINUTE_MS = 60_000;
/** One migration takes 4 minutes on two cores under emulation; on a busy machine it was 10. */
const RUN_TIMEOUT_MS = 40 * MINUTE_MS;
const KEPT_OUTPUT_BYTES = 4 * 2 ** 20;

export const TEST_LIMIT = { timeout: 55 * MINUTE_MS };

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `stem-remote` that runs, as a process of its own: the controller. */
export class Controller {
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';
  readonly #ended: Promise<number | null>;

  constructor(args: readonly string[]) {
    this.#child = spawn(
      process.execPath,
      ['--import', 'tsx', join(ROOT, 'src', 'cli', 'main.ts'), ...args],
      { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], timeout: RUN_TIMEOUT_MS },
    );
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout = (this.#stdout + text).slice(-KEPT_OUTPUT_BYTES);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-KEPT_OUTPUT_BYTES);
    });
    this.#ended = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  async ended(): Promise<Ended> {
    const code = await this.#ended;
    return { code, stdout: this.#stdout, stderr: this.#stderr };
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** `kill -9`: it can't say goodbye to anybody. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

/** Lab devices with their inventory and bundle, and the journal of what is run on them. */
export class Fleet {
  readonly devices: readonly Device[];
  readonly #folder: string;
  readonly #started: Controller[] = [];

  constructor(folder: string, devices: readonly Device[]) {
    this.#folder = folder;
    this.devices = devices;
  }

  get inventory(): string {
    return join(this.#folder, 'lab.ini');
  }

  get journal(): string {
    return join(this.#folder, 'journal.db');
  }

  file(name: string): string {
    return join(this.#folder, name);
  }

  /** The only one, of a fleet of one. */
  get device(): Device {
    const [device] = this.devices;
    if (device === undefined) throw new Error('the fleet is empty');
    return device;
  }

  named(name: string): Device {
    const device = this.devices.find((one) => one.name === name);
    if (device === undefined) throw new Error(`the fleet has no ${name}`);
    return device;
  }

  /** A command about runs: resume, rollback, report, status. */
  run(command: string, ...args: readonly string[]): Promise<Ended> {
    return this.start(command, ...args).ended();
  }

  /** A command about devices, as words behind the inventory: ping, exec, plan, apply. */
  ask(command: string, ...args: readonly string[]): Promise<Ended> {
    return this.#controller([command, '-i', this.inventory, ...args]).ended();
  }

  start(command: string, ...args: readonly string[]): Controller {
    const about = command === 'apply' ? ['-i', this.inventory] : [];
    return this.#controller([command, '--journal', this.journal, ...about, ...args]);
  }

  async runId(): Promise<string> {
    const [run] = await this.#read((journal) => journal.listRuns());
    if (run === undefined) throw new Error('the journal has no run');
    return run.runId;
  }

  async events(): Promise<readonly StemEvent[]> {
    if (!existsSync(this.journal)) return [];
    return this.#read(async (journal) => {
      const [run] = await journal.listRuns();
      return run === undefined ? [] : journal.read(run.runId);
    });
  }

  /** Waits until the journal has such an event while the controller runs. */
  async untilEvent(controller: Controller, isIt: (event: StemEvent) => boolean): Promise<void> {
    const deadline = Date.now() + RUN_TIMEOUT_MS;
    while (Date.now() < deadline && controller.isRunning) {
      if ((await this.events()).some(isIt)) return;
      await sleep(100);
    }
    const { code, stdout, stderr } = await controller.ended();
    throw new Error(`it ended with ${String(code)} before that came:\n${stdout}\n${stderr}`);
  }

  /** No controller outlives a test. */
  async stop(): Promise<void> {
    await Promise.all(this.#started.map((controller) => controller.kill()));
  }

  #controller(args: readonly string[]): Controller {
    const controller = new Controller(args);
    this.#started.push(controller);
    return controller;
  }

  async #read<T>(
    body: (journal: Awaited<ReturnType<typeof openJournalForReading>>) => Promise<T>,
  ): Promise<T> {
    const journal = await openJournalForReading(this.journal);
    try {
      return await body(journal);
    } finally {
      await journal.close();
    }
  }
}

/** Devices that are up, for one test. */
export async function withFleet(
  wanted: readonly Wanted[],
  body: (fleet: Fleet) => Promise<void>,
  build: (say: (line: string) => void) => Promise<string> = buildLabBundle,
): Promise<void> {
  const image = await buildDevice(say);
  const bundle = await build(say);
  await withLab(async (lab) => {
    // One processor each: where several machines share two, a guest with more stands still for minutes, spinning on its own locks.
    const single = wanted.map((one) => ({ cpus: 1, ...one }));
    const devices = await bringUp(lab, single, { image, personalise, say });
    const fleet = new Fleet(lab.dir, devices);
    await writeInventory(fleet.inventory, devices, { bundle });
    try {
      await body(fleet);
    } finally {
      await fleet.stop();
    }
  });
}

/** The text of the playbook that is the migration. */
export const migrationPlaybook = (): Promise<string> =>
  readFile(join(ROOT, 'playbooks', 'migrate.yml'), 'utf8');

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
