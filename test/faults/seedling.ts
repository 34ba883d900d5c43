import { join } from 'node:path';

import type { PlannedTask } from '../../src/engine/dry-run.ts';
import { memoryJournal } from '../../src/journal/memory.ts';
import { keyOfTask, systemOf, type Task } from '../../src/model/task.ts';
import { plan, read } from './controller.ts';
import { newRun, plant, writeInventory } from './plant.ts';
import type { Point } from './point.ts';
import { snapshotOf, withoutTwins, type Trunk } from './trunk.ts';

const PLAN_MS = 10 * 60_000;

/**
 * A device that nobody has migrated yet, and what a plan says will be done to it: a trunk in minutes, from which all cases
 * start at the beginning.
 */
export const growSeedling = (folder: string, say: (line: string) => void): Promise<Trunk> =>
  plant(folder, say, async ({ device, ...planted }) => {
    const how = { ...planted, rehearses: false };
    const inventory = join(folder, 'lab.ini');
    await writeInventory(inventory, device.record, how);
    const run = newRun();
    const known = await read({ ...run, inventory });
    const signal = AbortSignal.timeout(PLAN_MS);
    const planned = await plan(known, { journal: memoryJournal(), signal });
    const points = pointsOfPlan(planned, known.prepared.tasks);
    const [first] = points;
    if (first === undefined) throw new Error('the plan of a new device has nothing to do');
    await device.snapshot(snapshotOf(first.task));
    return { ...how, run, points, snapshots: { [first.task]: 0 }, events: [] };
  });

/** Every action of a plan. How long it takes is a guess. */
export function pointsOfPlan(
  planned: readonly PlannedTask[],
  tasks: readonly Task[],
): readonly Point[] {
  const points: Point[] = [];
  let system: Point['system'] = 'old';
  let hasCrossed = false;
  for (const { task: key, actions } of planned) {
    const task = tasks.find((one) => one.key === keyOfTask(key));
    const on = task === undefined ? 'any' : systemOf(task);
    if (on !== 'any') system = on;
    if (task?.step.rollback.kind === 'point-of-no-return') hasCrossed = true;
    actions.forEach((text, index) => {
      const does = kindOf(text);
      points.push({ task: key, index, does, text, system, hasCrossed, tookMs: TAKES_MS[does] });
    });
  }
  return withoutTwins(points);
}

/** By the word that an action's description begins with; a command that is run is there by itself. */
const kindOf = (text: string): Point['does'] =>
  KINDS.find((kind) => text === kind || text.startsWith(`${kind} `)) ?? 'run';

const KINDS = [
  ...(['job', 'write', 'upload', 'download', 'collect', 'supply'] as const),
  ...(['wait', 'reconnect', 'reboot'] as const),
];

/** On two slow processors that others use as well. */
const TAKES_MS: Readonly<Record<Point['does'], number>> = {
  ...{ run: 1000, write: 500, wait: 1000, reconnect: 1000, reboot: 40_000 },
  ...{ job: 10_000, upload: 4000, download: 4000, collect: 10_000, supply: 10_000 },
};
