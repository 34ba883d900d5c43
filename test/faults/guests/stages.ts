import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parse, stringify } from 'yaml';

import type { StemEvent } from '../../../src/model/event.ts';
import { buildLabBundle } from '../../../vagrant/images/bundle.ts';
import { buildDevice } from '../../../vagrant/images/device.ts';
import { personalise } from '../../../vagrant/images/personalise.ts';
import { createDevice } from '../../../vagrant/machines/create.ts';
import { Device } from '../../../vagrant/machines/device.ts';
import { inventoryText } from '../../../vagrant/machines/inventory.ts';
import { Fleet, migrationPlaybook } from '../../e2e/fleet.ts';
import { systemOf } from '../../e2e/looks.ts';
import { WATCHDOGS } from './hangs.ts';
import type { Stage } from './scenario.ts';

const BOOT_MS = 15 * 60_000;
/** No timer is over by itself while a stage is reached: the scenarios set the time that they want. */
const VARS = 'stem_deadman_seconds=7200\nstem_trial_seconds=60\n';
const NAME = 'lab-g';

type Say = (line: string) => void;

/** The device of a folder, with a snapshot of each stage; it is migrated once, where the folder has none yet. */
export async function deviceInStages(folder: string, say: Say): Promise<Device> {
  const dir = join(folder, NAME);
  const mark = join(folder, 'stages-reached');
  if (!existsSync(mark)) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await reachStages(folder, dir, say);
    await writeFile(mark, '');
  }
  return Device.open(dir);
}

/** As the device is when a stage begins. */
export const enterStage = (device: Device, stage: Stage): Promise<void> =>
  device.restore(stage, { extra: WATCHDOGS });

async function reachStages(folder: string, dir: string, say: Say): Promise<void> {
  const image = await buildDevice(say);
  const bundle = await buildLabBundle(say);
  const device = await createDevice({ dir, name: NAME, image, personalise, memoryMib: 1024 });
  await device.start({ extra: WATCHDOGS });
  try {
    await device.waitForSsh(BOOT_MS);
    const fleet = new Fleet(folder, [device]);
    const text = inventoryText([device.record], { bundle });
    await writeFile(fleet.inventory, text.replace(/^stem_(backup|restore|health)_.*\n/gm, ''));
    await appendFile(fleet.inventory, VARS);
    try {
      await migrate(fleet, say);
    } finally {
      await fleet.stop();
    }
  } finally {
    await device.kill();
  }
}

/** The controller is killed where a stage begins, as if it were lost there, and resumed after the snapshot. */
async function migrate(fleet: Fleet, say: Say): Promise<void> {
  const playbook = await untilArmed(fleet);
  const first = fleet.start('apply', '--playbook', playbook);
  await fleet.untilEvent(first, isDone('boot/enter-environment'));
  await first.kill();
  await keep(fleet, 'environment', say);

  const second = fleet.start('resume', await fleet.runId());
  await fleet.untilEvent(second, isDone('install/format'));
  await second.kill();
  await keep(fleet, 'no-return', say);

  const { code, stdout, stderr } = await fleet.run('resume', await fleet.runId());
  if (code !== 0)
    throw new Error(`the migration ended with ${String(code)}:\n${stdout}\n${stderr}`);
  await keep(fleet, 'armed', say);
}

const isDone =
  (task: string) =>
  (event: StemEvent): boolean =>
    event.kind === 'action.ended' && event.task === task;

async function keep({ device }: Fleet, stage: Stage, say: Say): Promise<void> {
  if ((await systemOf(device)) !== 'environment') throw new Error(`${stage}: not the environment`);
  await device.snapshot(stage);
  say(`${stage}: reached`);
}

interface Block {
  block: Record<string, unknown>[];
}

/** The migration as far as the armed trial boot. */
async function untilArmed(fleet: Fleet): Promise<string> {
  const plays = parse(await migrationPlaybook()) as { tasks: Block[] }[];
  for (const play of plays) {
    play.tasks = play.tasks.slice(0, 2);
    const install = play.tasks[1];
    if (install !== undefined)
      install.block = install.block.filter((task) => !('stem.boot.enter_new' in task));
  }
  const file = fleet.file('until-armed.yml');
  await writeFile(file, stringify(plays));
  return file;
}

/** Where a scenario failed: the end of what the device said. */
export const consoleOf = async (device: Device): Promise<string> =>
  readFile(join(device.dir, 'console.log'), 'utf8').then((text) => text.slice(-2000));
