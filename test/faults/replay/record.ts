import { existsSync } from 'node:fs';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { StemEvent } from '../../../src/model/event.ts';
import { buildLabBundle } from '../../../vagrant/images/bundle.ts';
import { buildDevice } from '../../../vagrant/images/device.ts';
import { personalise } from '../../../vagrant/images/personalise.ts';
import { writeInventory } from '../../../vagrant/machines/bring-up.ts';
import type { Device } from '../../../vagrant/machines/device.ts';
import { openLab } from '../../../vagrant/machines/lab.ts';
import { Fleet, type Controller } from '../../e2e/fleet.ts';

const DEVICE_NAME = 'replay';
const WRITE_LOG = 'writes.log';
const SAMPLES_FILE = 'samples.txt';
const DONE_FILE = 'recorded';
const SSH_TIMEOUT_MS = 10 * 60_000;
const STOP_TIMEOUT_MS = 5 * 60_000;
const SAMPLE_MS = 250;
/** One migration writes less than 2 GiB; whatever writes more has gone wrong and must not fill this machine's disk. */
const LOG_LIMIT_BYTES = 8 * 2 ** 30;

export const writeLogOf = (dir: string): string => join(dir, DEVICE_NAME, WRITE_LOG);
export const deviceDirOf = (dir: string): string => join(dir, DEVICE_NAME);

/** Recorded to its end, by this process or an earlier one. */
export const isRecorded = (dir: string): boolean => existsSync(join(dir, DONE_FILE));

export interface RecordOptions {
  /** The folder of the recording. */
  readonly dir: string;
  /** When to leave off: the next call goes on with the same device, log and run. */
  readonly until: number;
  readonly say: (line: string) => void;
}

/**
 * Migrates a lab device with `stem-remote apply`, from its first boot to its last switching off, and records every write
 * and flush of its disk. An IDE disk does one thing at a time: what comes before a flush in the log was complete
 * when the flush began. Where the time is over before that, the device loses its power, and a `resume` follows.
 */
export async function recordMigration({ dir, until, say }: RecordOptions): Promise<void> {
  const device = await takeDevice(dir, say);
  const fleet = new Fleet(dir, [device]);
  const stopSampling = sampleSize(dir);
  try {
    await device.start({ writeLog: WRITE_LOG });
    await device.waitForSsh(SSH_TIMEOUT_MS);
    await writeInventory(fleet.inventory, [device], { bundle: await buildLabBundle(say) });
    // The table is changed as well.
    await appendFile(fleet.inventory, 'stem_grow=True\n');
    say('recording: the migration goes on');
    if (await migrate(fleet, until)) {
      await device.stop(STOP_TIMEOUT_MS);
      await writeFile(join(dir, DONE_FILE), '');
    } else {
      await device.pause(); // QEMU writes out what it holds of the disk and of the log.
    }
  } finally {
    stopSampling();
    await fleet.stop();
    await device.kill();
  }
}

async function takeDevice(dir: string, say: (line: string) => void): Promise<Device> {
  const lab = openLab(dir);
  const [device] = await lab.devices();
  if (device !== undefined) return device;
  const image = await buildDevice(say);
  return lab.create({ name: DEVICE_NAME, site: 'rome', bus: 'ide', image, personalise });
}

/** False where the time was over first. */
async function migrate(fleet: Fleet, until: number): Promise<boolean> {
  const runs = await fleet.events();
  const controller =
    runs.length === 0 ? fleet.start('apply') : fleet.start('resume', await fleet.runId());
  if (!(await endsBy(controller, until))) {
    await controller.kill();
    return false;
  }
  const { code, stdout, stderr } = await controller.ended();
  if (code === 0) return true;
  throw new Error(`the migration to record ended with ${String(code)}:\n${stdout}\n${stderr}`);
}

async function endsBy(controller: Controller, until: number): Promise<boolean> {
  while (controller.isRunning && Date.now() < until) await sleep(500);
  return !controller.isRunning;
}

/** Lines of a time and the log's length then: by them an entry is told the task that was going on. */
function sampleSize(dir: string): () => void {
  const timer = setInterval(() => {
    void sample(dir);
  }, SAMPLE_MS);
  return () => {
    clearInterval(timer);
  };
}

async function sample(dir: string): Promise<void> {
  const file = writeLogOf(dir);
  if (!existsSync(file)) return;
  const { size } = await stat(file);
  if (size > LOG_LIMIT_BYTES) throw new Error(`${file} grows beyond all bounds`);
  await appendFile(join(dir, SAMPLES_FILE), `${String(Date.now())} ${String(size)}\n`);
}

/** Which task was going on when the log had a length. */
export async function taskFinder(dir: string): Promise<(bytes: number) => string> {
  const events = await new Fleet(dir, []).events();
  const tasks = events.flatMap(beginOfTask);
  const text = existsSync(join(dir, SAMPLES_FILE))
    ? await readFile(join(dir, SAMPLES_FILE), 'utf8')
    : '';
  const samples = text.split('\n').map((line) => line.split(' ').map(Number));
  return (bytes) => {
    const index = samples.findIndex(([, length = 0]) => length >= bytes);
    if (index === 0) return 'not known';
    const at = samples[index]?.[0] ?? Infinity;
    return tasks.filter((one) => one.at <= at).at(-1)?.task ?? 'before the migration';
  };
}

function beginOfTask(event: StemEvent): readonly { at: number; task: string }[] {
  return event.kind === 'action.started' ? [{ at: Date.parse(event.at), task: event.task }] : [];
}
