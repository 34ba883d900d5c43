import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { openJournal } from '../../src/journal/libsql.ts';
import type { Journal, StemEvent } from '../../src/model/event.ts';
import type { SystemName } from '../../src/model/system.ts';
import { buildLabBundle } from '../../vagrant/images/bundle.ts';
import { cacheName } from '../../vagrant/images/cache.ts';
import { buildDevice } from '../../vagrant/images/device.ts';
import { personalise } from '../../vagrant/images/personalise.ts';
import { treeInputs } from '../../vagrant/images/root-file-system.ts';
import { createDevice } from '../../vagrant/machines/create.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import { inventoryText } from '../../vagrant/machines/inventory.ts';
import type { DeviceRecord } from '../../vagrant/machines/record.ts';
import { customerData, hostKeysOf, oldState } from '../e2e/looks.ts';
import type { Point } from './point.ts';
import { drive, read, type Run } from './controller.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BOOT_MS = 10 * 60_000;
const RUN_MS = 60 * 60_000;

/** What the application writes would differ from run to run; that it is up again after a rollback must show. */
const QUIET_APP = `set -e
dir=/etc/systemd/system/customer-app.service.d
mkdir $dir
printf '[Service]\\nExecStart=\\nExecStart=/bin/sleep infinity\\n' >$dir/quiet.conf
systemctl daemon-reload
systemctl restart customer-app
sync`;

/** How the device was before anybody touched it. */
export interface Before {
  readonly state: string;
  readonly data: string;
  readonly hostKeys: string;
}

/** One migration in which nothing broke, with a snapshot of the device at the beginning of each task. */
export interface Trunk {
  readonly madeOf: string;
  readonly run: Omit<Run, 'inventory'>;
  readonly bundle: string;
  readonly before: Before;
  readonly points: readonly Point[];
  /** How many events the journal had when the snapshot of a task was taken. Not every task needs one. */
  readonly snapshots: Readonly<Record<string, number>>;
  readonly events: readonly StemEvent[];
}

const TRUNK_FILE = 'trunk.json';

/** The folder of the trunk's device. */
export const deviceIn = (folder: string): string => join(folder, 'device');

/** The trunk of a folder; grown anew where there is none, or where the code that migrated or the lab's images changed since. */
export async function takeTrunk(folder: string, say: (line: string) => void): Promise<Trunk> {
  const file = join(folder, TRUNK_FILE);
  if (existsSync(file)) {
    const trunk = JSON.parse(await readFile(file, 'utf8')) as Trunk;
    if (trunk.madeOf === (await madeOf(say))) return trunk;
    say('the code or the images have changed since the trunk was grown: it is grown anew');
  }
  return growTrunk(folder, say);
}

/** A digest of all that decides what a migration does to a lab device. */
async function madeOf(say: (line: string) => void): Promise<string> {
  const { disk } = await buildDevice(say);
  const trees = ['src', 'playbooks'].flatMap((name) => treeInputs(join(ROOT, name)));
  return cacheName('trunk', [disk, await buildLabBundle(say), ...trees]);
}

/** In the order of the migration. */
export const tasksOf = ({ events }: Pick<Trunk, 'events'>): readonly string[] => [
  ...new Set(events.flatMap((event) => (event.kind === 'task.started' ? [event.task] : []))),
];

/** The last task with a snapshot that did not begin after this one. */
export function startOf(trunk: Pick<Trunk, 'events' | 'snapshots'>, task: string): string {
  const tasks = tasksOf(trunk);
  const start = tasks.slice(0, tasks.indexOf(task) + 1).findLast((one) => one in trunk.snapshots);
  if (start === undefined) throw new Error(`no snapshot was taken before ${task}`);
  return start;
}

/** A snapshot's name: letters, digits and dashes. */
export const snapshotOf = (task: string): string => `at-${task.replaceAll('/', '.')}`.slice(0, 64);

/** Migrates a new device in `folder`, and keeps what the cases start from. `keeps`: whether a task needs a snapshot. */
export async function growTrunk(
  folder: string,
  say: (line: string) => void,
  keeps: (task: string) => boolean = () => true,
): Promise<Trunk> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const image = await buildDevice(say);
  const bundle = await buildLabBundle(say);
  const device = await createDevice({
    dir: deviceIn(folder),
    name: 'lab-f',
    site: 'berlin',
    image,
    personalise,
    // Two lanes share two processors: one each is faster than four that wait for each other.
    cpus: 1,
  });
  try {
    await device.start();
    await device.waitForSsh(BOOT_MS);
    await device.exec(QUIET_APP);
    const before = {
      state: await oldState(device),
      data: await customerData(device),
      hostKeys: await hostKeysOf(device),
    };
    const made = await madeOf(say);
    const trunk = {
      madeOf: made,
      bundle,
      before,
      ...(await migrate({ folder, device, bundle, keeps }, say)),
    };
    await writeFile(join(folder, TRUNK_FILE), JSON.stringify(trunk));
    return trunk;
  } finally {
    await device.kill();
  }
}

/** The boot is rehearsed first, so that what breaks a rehearsal is tried as well. */
export const writeInventory = (file: string, device: DeviceRecord, bundle: string): Promise<void> =>
  writeFile(file, `${inventoryText([device], { bundle })}stem_rehearse=True\n`, { mode: 0o600 });

interface Planted {
  readonly folder: string;
  readonly device: Device;
  readonly bundle: string;
  readonly keeps: (task: string) => boolean;
}

async function migrate(
  { folder, device, bundle, keeps }: Planted,
  say: (line: string) => void,
): Promise<Pick<Trunk, 'run' | 'points' | 'snapshots' | 'events'>> {
  const inventory = join(folder, 'lab.ini');
  await writeInventory(inventory, device.record, bundle);
  const run = {
    runId: `2026-01-01-0000-${randomBytes(3).toString('hex')}`,
    startedAt: new Date().toISOString(),
  };
  const journal = await openJournal(join(folder, 'journal.db'));
  try {
    const snapshots: Record<string, number> = {};
    const events: StemEvent[] = [];
    const keeping = snapping(journal, events, async (task) => {
      say(`trunk: ${task}`);
      if (!keeps(task)) return;
      await device.snapshot(snapshotOf(task));
      snapshots[task] = events.length;
    });
    const signal = AbortSignal.timeout(RUN_MS);
    const end = await drive(await read({ ...run, inventory }), { journal: keeping, signal });
    if (end !== 'reached')
      throw new Error(`the trunk ended as ${end}: ${JSON.stringify(events.at(-1))}`);
    return { run, points: pointsOf(events), snapshots, events };
  } finally {
    await journal.close();
  }
}

/** Takes a snapshot before the first word about a task that acts: the controller waits for its journal. */
function snapping(
  journal: Journal,
  events: StemEvent[],
  snap: (task: string) => Promise<void>,
): Journal {
  return {
    ...journal,
    append: async (event) => {
      if (event.kind === 'task.started') await snap(event.task);
      await journal.append(event);
      if (event.kind !== 'action.progress') events.push(event);
    },
  };
}

/** Every action that the journal tells of. */
export function pointsOf(events: readonly StemEvent[]): readonly Point[] {
  const points: Point[] = [];
  let system: SystemName = 'old';
  let hasCrossed = false;
  let started = 0;
  for (const event of events) {
    if (event.kind === 'host.seen') system = event.where.system;
    if (event.kind === 'no-return.crossed') hasCrossed = true;
    if (event.kind === 'action.started') {
      started = Date.parse(event.at);
      const { task, index, does = 'run', text } = event;
      points.push({ task, index, does, text, system, hasCrossed, tookMs: 0 });
    }
    const last = points.at(-1);
    if (event.kind === 'action.ended' && last !== undefined)
      points[points.length - 1] = { ...last, tookMs: Date.parse(event.at) - started };
  }
  return points.map((point) => (isAlike(point, points) ? { ...point, text: null } : point));
}

/** Another action of its task can't be told from it. */
const isAlike = ({ task, text }: Point, points: readonly Point[]): boolean =>
  points.filter((one) => one.task === task && one.text === text).length > 1;
