import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parse, stringify } from 'yaml';

import type { StemEvent } from '../../../src/model/event.ts';
import { buildLabBundle } from '../../../vagrant/images/bundle.ts';
import { buildDevice } from '../../../vagrant/images/device.ts';
import { personalise } from '../../../vagrant/images/personalise.ts';
import { createDevice } from '../../../vagrant/machines/create.ts';
import { Device } from '../../../vagrant/machines/device.ts';
import { inventoryText } from '../../../vagrant/machines/inventory.ts';
import { RECORD_FILE } from '../../../vagrant/machines/record.ts';
import { Fleet, migrationPlaybook } from '../../e2e/fleet.ts';
import { systemOf } from '../../e2e/looks.ts';
import { WATCHDOGS } from './hangs.ts';
import type { Stage } from './scenario.ts';

const BOOT_MS = 15 * 60_000;
/** No timer is over by itself while a stage is reached: the scenarios set the time that they want. */
const VARS = 'stem_deadman_seconds=7200\nstem_trial_seconds=60\n';
const NAME = 'lab-g';

type Say = (line: string) => void;

/** A device with the migration that it goes through, in a folder that keeps both for the next time. */
export class Guest {
  readonly device: Device;
  readonly #fleet: Fleet;
  readonly #say: Say;

  private constructor(folder: string, device: Device, say: Say) {
    this.device = device;
    this.#fleet = new Fleet(folder, [device]);
    this.#say = say;
  }

  static async open(folder: string, say: Say): Promise<Guest> {
    const dir = join(folder, NAME);
    if (!(await isBegun(dir))) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const image = await buildDevice(say);
      await createDevice({ dir, name: NAME, image, personalise, memoryMib: 1024, cpus: 1 });
    }
    return new Guest(folder, await Device.open(dir), say);
  }

  /** The device as it is when a stage begins. The first time it is brought there by the migration. */
  async enter(stage: Stage): Promise<void> {
    await this.device.kill();
    if (!(await has(this.device, stage))) await this.#reach(stage);
    else await this.device.restore(stage, { extra: WATCHDOGS });
  }

  async end(): Promise<void> {
    await this.#fleet.stop();
    await this.device.kill();
  }

  /** The controller is killed where a stage begins, as if it were lost there, and resumed after the snapshot. */
  async #reach(stage: Stage): Promise<void> {
    switch (stage) {
      case 'environment':
        await this.device.start({ extra: WATCHDOGS });
        await this.device.waitForSsh(BOOT_MS);
        await this.#driveUntil('boot/enter-environment', 'apply', [
          '--playbook',
          await this.#playbook(),
        ]);
        break;
      case 'no-return':
        await this.enter('environment');
        await this.#driveUntil('install/format', 'resume', [await this.#fleet.runId()]);
        break;
      case 'armed':
        await this.enter('no-return');
        await this.#driveUntil(null, 'resume', [await this.#fleet.runId()]);
    }
    if ((await systemOf(this.device)) !== 'environment')
      throw new Error(`${stage}: not the environment`);
    await this.device.snapshot(stage);
    this.#say(`${stage}: reached`);
  }

  /** Until the first action of the task is done, or to the end. */
  async #driveUntil(task: string | null, command: string, args: readonly string[]): Promise<void> {
    await this.#writeInventory();
    const controller = this.#fleet.start(command, ...args);
    if (task !== null) {
      await this.#fleet.untilEvent(controller, isDone(task));
      await controller.kill();
      return;
    }
    const { code, stdout, stderr } = await controller.ended();
    if (code !== 0) throw new Error(`it ended with ${String(code)}:\n${stdout}\n${stderr}`);
  }

  async #writeInventory(): Promise<void> {
    const bundle = await buildLabBundle(this.#say);
    const text = inventoryText([this.device.record], { bundle });
    const short = text.replace(/^stem_(backup|restore|health)_.*\n/gm, '');
    await writeFile(this.#fleet.inventory, `${short}${VARS}`);
  }

  /** The migration as far as the armed trial boot. */
  async #playbook(): Promise<string> {
    const plays = parse(await migrationPlaybook()) as { tasks: Block[] }[];
    for (const play of plays) {
      play.tasks = play.tasks.slice(0, 2);
      const install = play.tasks[1];
      if (install !== undefined)
        install.block = install.block.filter((task) => !('stem.boot.enter_new' in task));
    }
    const file = this.#fleet.file('until-armed.yml');
    await writeFile(file, stringify(plays));
    return file;
  }
}

interface Block {
  block: Record<string, unknown>[];
}

async function has(device: Device, stage: Stage): Promise<boolean> {
  return (await device.snapshots()).some(({ name }) => name === stage);
}

/** What did not come as far as its first stage is of no use. */
const isBegun = async (dir: string): Promise<boolean> =>
  existsSync(join(dir, RECORD_FILE)) && (await has(await Device.open(dir), 'environment'));

const isDone =
  (task: string) =>
  (event: StemEvent): boolean =>
    event.kind === 'action.ended' && event.task === task;

/** Where a scenario failed: the end of what the device said. */
export const consoleOf = async (device: Device): Promise<string> =>
  readFile(join(device.dir, 'console.log'), 'utf8').then((text) => text.slice(-2000));
