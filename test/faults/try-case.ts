import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { openJournal, type JournalFile } from '../../src/journal/libsql.ts';
import type { HostEnd } from '../../src/model/event.ts';
import { chance, type Case } from './cases.ts';
import { drive, read, undo, type Driving, type Read } from './controller.ts';
import { assertReached, assertRolledBack, cameBack, type Return } from './judge.ts';
import type { Lane } from './lane.ts';
import { striking } from './strike.ts';
import { snapshotOf, type Trunk } from './trunk.ts';
import type { Doomed } from './victim.ts';

const CASE_MS = 25 * 60_000;
/** What a person would do: look, and give the command again. */
const MOST_RESUMES = 3;
const VICTIM = join(import.meta.dirname, 'victim.ts');

export interface Tried extends Return {
  /** The goal that it got to: all tasks done, or the device as it was before the run. */
  readonly goal: 'reached' | 'rolled-back';
  /** How often the run was taken up again after it had ended. */
  readonly resumes: number;
  /** The fault came when the action had just ended. */
  readonly wasLate: boolean;
  readonly tookSeconds: number;
}

/** Breaks a migration at one place, and brings the device to its goal. @throws where it does not get there */
export async function tryCase(
  one: Case,
  { lane, trunk, seed }: { readonly lane: Lane; readonly trunk: Trunk; readonly seed: string },
): Promise<Tried> {
  const beganMs = Date.now();
  const { point } = one;
  await lane.restore(snapshotOf(point.task), one.fault.disk);
  const run = { ...trunk.run, inventory: lane.inventory };
  const file = join(lane.folder, 'journal.db');
  await Promise.all(['', '-wal', '-shm'].map((end) => rm(`${file}${end}`, { force: true })));
  const known = await read(run);
  const signal = AbortSignal.timeout(CASE_MS);
  const upTo = point.hasCrossed ? {} : { upTo: point.task };
  const strike = {
    ...{ task: point.task, index: point.index, moment: one.moment },
    delayMs: Math.round(point.tookMs * (0.15 + 0.6 * chance(seed, one.name, 'delay'))) + 20,
  };
  const struck = { one, lane, strike, upTo, signal, file, known };
  await inJournal(file, async (journal) => {
    for (const event of trunk.events.slice(0, trunk.snapshots[point.task]))
      await journal.append(event);
  });
  const first =
    one.fault.strike === undefined ? await strikeHere(struck) : await strikeThere(struck);
  const resumes = await inJournal(file, (journal) =>
    takeToGoal(
      { end: first.end, isCrossed: point.hasCrossed, known },
      { journal, signal, ...upTo },
    ),
  );
  if (point.hasCrossed) await assertReached(lane.device, trunk.before);
  else await assertRolledBack(lane.device, trunk.before);
  return {
    ...first.back,
    goal: point.hasCrossed ? 'reached' : 'rolled-back',
    ...{ resumes, wasLate: first.wasLate },
    tookSeconds: Math.round((Date.now() - beganMs) / 1000),
  };
}

interface Struck extends Omit<Doomed, 'run' | 'journal' | 'upTo'> {
  readonly one: Case;
  readonly lane: Lane;
  readonly upTo: { readonly upTo?: string };
  readonly signal: AbortSignal;
  readonly file: string;
  readonly known: Read;
}

interface First {
  /** Null: nobody was left to say it. */
  readonly end: HostEnd | null;
  readonly back: Return;
  readonly wasLate: boolean;
}

/** The fault is the device's or the link's: the controller goes through it as well as it can. */
async function strikeThere(struck: Struck): Promise<First> {
  const { one, lane, strike, upTo, signal, file, known } = struck;
  return inJournal(file, async (plain) => {
    let back: Promise<Return> | undefined;
    const { journal, settled, wasLate } = striking(plain, {
      ...strike,
      fault: async () => {
        await one.fault.strike?.(lane);
        back = cameBack(lane.device);
        back.catch(() => undefined); // It is awaited below.
      },
    });
    const end = await drive(known, { journal, signal, ...upTo });
    if (!(await settled()) || back === undefined) throw new Error('the fault never came');
    return { end, back: await back, wasLate: wasLate() };
  });
}

/** The controller is a process of its own, and ends by SIGKILL. */
async function strikeHere({ lane, strike, upTo, signal, file, known }: Struck): Promise<First> {
  const doomed: Doomed = { run: known.run, journal: file, strike, ...upTo };
  const node = ['--import', 'tsx', VICTIM, JSON.stringify(doomed)];
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = (said + String(chunk)).slice(-4000)));
  const [, by] = (await once(child, 'close')) as [number | null, string | null];
  if (by !== 'SIGKILL') throw new Error(`the controller was not killed: ${said}`);
  return { end: null, back: await cameBack(lane.device), wasLate: false };
}

interface Rest {
  readonly end: HostEnd | null;
  readonly isCrossed: boolean;
  readonly known: Read;
}

/** Behind the point of no return, resumes until the goal is reached; before it, resumes, and then rolls back. */
async function takeToGoal({ end, isCrossed, known }: Rest, driving: Driving): Promise<number> {
  let resumes = 0;
  for (let now = end; now !== 'reached'; resumes += 1) {
    if (resumes === MOST_RESUMES) {
      if (isCrossed) throw new Error(`${String(resumes)} resumptions ended as ${String(now)}`);
      break;
    }
    now = await drive(known, driving);
  }
  if (isCrossed) return resumes;
  for (let tries = 1; ; tries += 1) {
    const undone = await undo(known, driving);
    if (undone === 'rolled-back') return resumes;
    if (tries === MOST_RESUMES) throw new Error(`the rollback ended as ${undone}`);
  }
}

async function inJournal<T>(file: string, body: (journal: JournalFile) => Promise<T>): Promise<T> {
  const journal = await openJournal(file);
  try {
    return await body(journal);
  } finally {
    await journal.close();
  }
}
