import { rm } from 'node:fs/promises';

import { openJournal, type JournalFile } from '../../src/journal/libsql.ts';
import type { Journal, StemEvent } from '../../src/model/event.ts';
import { chance, type Case } from './cases.ts';
import type { Blow } from './chained.ts';
import { read, undo, type Driving, type Read } from './controller.ts';
import type { Return } from './judge.ts';
import type { Lane } from './lane.ts';
import { snapshotOf, startOf, type Trunk } from './trunk.ts';

/** What a person would do: look, and give the command again. */
export const MOST_RESUMES = 3;

export interface Tried extends Return {
  /** The goal that it got to: all tasks done, or the device as it was before the run. */
  readonly goal: 'reached' | 'rolled-back';
  /** How often the run was taken up again after it had ended. */
  readonly resumes: number;
  /** Giving the command again did not help, and a reboot over SSH did. */
  readonly wasRebooted?: boolean;
  /** The fault came when the action had just ended. */
  readonly wasLate: boolean;
  /** How many faults this one migration went through, where there were more. */
  readonly together?: number;
  readonly tookSeconds: number;
}

/** Where cases are tried, and which chances they take. */
export interface Stage {
  readonly lane: Lane;
  readonly trunk: Trunk;
  readonly seed: string;
}

/** The device and the journal as they were when a task began. */
export interface Scene {
  readonly known: Read;
  /** Of the journal. */
  readonly file: string;
}

/** Takes the device and its journal back to the beginning of a case's task, or of the last one before it that has a snapshot. */
export async function setScene(
  { point, fault }: Case,
  { lane, trunk }: Stage,
  disk = fault.disk,
): Promise<Scene> {
  const start = startOf(trunk, point.task);
  await lane.restore(snapshotOf(start), disk);
  const file = lane.journal;
  await Promise.all(['', '-wal', '-shm'].map((end) => rm(`${file}${end}`, { force: true })));
  const known = await read({ ...trunk.run, inventory: lane.inventory });
  await inJournal(file, async (journal) => {
    for (const event of trunk.events.slice(0, trunk.snapshots[start])) await journal.append(event);
  });
  return { known, file };
}

/** When it strikes: where an action is under way, the seed says how far. */
export const blowOf = (
  { name, point, moment }: Case,
  { seed, trunk }: Stage,
): Omit<Blow, 'fault'> => ({
  ...{ task: point.task, index: point.index, text: point.text, moment },
  place: trunk.points.indexOf(point),
  delayMs: Math.round(point.tookMs * (0.15 + 0.6 * chance(seed, name, 'delay'))) + 20,
});

/** A journal that remembers what was said last of why the host ended there. */
export function hearing(plain: Journal): { readonly journal: Journal; readonly why: () => string } {
  let said = '';
  const append = async (event: StemEvent): Promise<void> => {
    if (event.kind === 'host.ended') said = event.because;
    await plain.append(event);
  };
  return { journal: { ...plain, append }, why: () => said };
}

/** As often as a person would. `help` is what they do in between. @throws where the device does not get back */
export async function rollBack(
  known: Read,
  driving: Driving,
  help: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { journal, why } = hearing(driving.journal);
  for (let tries = 1; ; tries += 1) {
    const undone = await undo(known, { ...driving, journal });
    if (undone === 'rolled-back') return;
    if (tries === MOST_RESUMES) throw new Error(`the rollback ended as ${undone}: ${why()}`);
    await help();
  }
}

export async function inJournal<T>(
  file: string,
  body: (journal: JournalFile) => Promise<T>,
): Promise<T> {
  const journal = await openJournal(file);
  try {
    return await body(journal);
  } finally {
    await journal.close();
  }
}
