import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { openJournal } from '../../src/journal/libsql.ts';
import type { Journal, StemEvent } from '../../src/model/event.ts';
import type { SystemName } from '../../src/model/system.ts';
import { buildLabBundle } from '../../vagrant/images/bundle.ts';
import { cacheName } from '../../vagrant/images/cache.ts';
import { buildDevice } from '../../vagrant/images/device.ts';
import { treeInputs } from '../../vagrant/images/root-file-system.ts';
import { drive, read, type Run } from './controller.ts';
import { newRun, plant, writeInventory, type Before, type Manner, type Planted } from './plant.ts';
import type { Point } from './point.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const RUN_MS = 60 * 60_000;

/** One migration in which nothing broke, with a snapshot of the device at the beginning of each task. */
export interface Trunk extends Manner {
  readonly run: Omit<Run, 'inventory'>;
  readonly before: Before;
  readonly points: readonly Point[];
  /** How many events the journal had when the snapshot of a task was taken. Not every task has one. */
  readonly snapshots: Readonly<Record<string, number>>;
  readonly events: readonly StemEvent[];
}

/** A trunk as a file has it, and the digest of what it was made of. */
interface KeptTrunk extends Trunk {
  readonly madeOf: string;
}

const TRUNK_FILE = 'trunk.json';

/** The trunk of a folder; grown anew where there is none, or where the code that migrated or the lab's images changed since. */
export async function takeTrunk(folder: string, say: (line: string) => void): Promise<Trunk> {
  const file = join(folder, TRUNK_FILE);
  if (existsSync(file)) {
    const trunk = JSON.parse(await readFile(file, 'utf8')) as KeptTrunk;
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
export const tasksOf = ({ points }: Pick<Trunk, 'points'>): readonly string[] => [
  ...new Set(points.map(({ task }) => task)),
];

/** The last task with a snapshot that did not begin after this one. */
export function startOf(trunk: Pick<Trunk, 'points' | 'snapshots'>, task: string): string {
  const tasks = tasksOf(trunk);
  const start = tasks.slice(0, tasks.indexOf(task) + 1).findLast((one) => one in trunk.snapshots);
  if (start === undefined) throw new Error(`no snapshot was taken before ${task}`);
  return start;
}

/** A snapshot's name: letters, digits and dashes. */
export const snapshotOf = (task: string): string => `at-${task.replaceAll('/', '.')}`.slice(0, 64);

/** Migrates a new device in `folder`, its boot rehearsed, and keeps what the cases start from. */
async function growTrunk(folder: string, say: (line: string) => void): Promise<Trunk> {
  const made = await madeOf(say);
  return plant(folder, say, async ({ device, ...planted }) => {
    const how = { ...planted, rehearses: true };
    const trunk: KeptTrunk = {
      ...{ madeOf: made, ...how },
      ...(await migrate({ folder, device, ...how }, say)),
    };
    await writeFile(join(folder, TRUNK_FILE), JSON.stringify(trunk));
    return trunk;
  });
}

interface Growing extends Planted, Manner {
  readonly folder: string;
}

async function migrate(
  { folder, device, ...how }: Growing,
  say: (line: string) => void,
): Promise<Pick<Trunk, 'run' | 'points' | 'snapshots' | 'events'>> {
  const inventory = join(folder, 'lab.ini');
  await writeInventory(inventory, device.record, how);
  const run = newRun();
  const journal = await openJournal(join(folder, 'journal.db'));
  try {
    const snapshots: Record<string, number> = {};
    const events: StemEvent[] = [];
    const keeping = snapping(journal, events, async (task) => {
      say(`trunk: ${task}`);
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
  return withoutTwins(points);
}

/** Without the text of those that another action of their task has as well. */
export const withoutTwins = (points: readonly Point[]): readonly Point[] =>
  points.map((point) => (isAlike(point, points) ? { ...point, text: null } : point));

/** Another action of its task can't be told from it. */
const isAlike = ({ task, text }: Point, points: readonly Point[]): boolean =>
  points.filter((one) => one.task === task && one.text === text).length > 1;
