import type { HostEnd } from '../../src/model/event.ts';
import type { Case } from './cases.ts';
import { drive, undo, type Driving, type Read } from './controller.ts';
import { assertReached, assertRolledBack, cameBack, type Return } from './judge.ts';
import {
  inJournal,
  killController,
  MOST_RESUMES,
  setScene,
  strikeOf,
  type Scene,
  type Stage,
  type Tried,
} from './scene.ts';
import { striking } from './strike.ts';

const CASE_MS = 25 * 60_000;

/** Breaks a migration at one place, and brings the device to its goal. @throws where it does not get there */
export async function tryCase(one: Case, stage: Stage): Promise<Tried> {
  const beganMs = Date.now();
  const { point } = one;
  const { lane, trunk } = stage;
  const scene = await setScene(one, stage);
  const signal = AbortSignal.timeout(CASE_MS);
  const upTo = point.hasCrossed ? {} : { upTo: point.task };
  const struck = { ...{ one, stage, upTo, signal }, ...scene };
  const first =
    one.fault.strike === undefined ? await strikeHere(struck) : await strikeThere(struck);
  const { known, file } = scene;
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

interface Struck extends Scene {
  readonly one: Case;
  readonly stage: Stage;
  readonly upTo: { readonly upTo?: string };
  readonly signal: AbortSignal;
}

interface First {
  /** Null: nobody was left to say it. */
  readonly end: HostEnd | null;
  readonly back: Return;
  readonly wasLate: boolean;
}

/** The fault is the device's or the link's: the controller goes through it as well as it can. */
async function strikeThere({ one, stage, upTo, signal, file, known }: Struck): Promise<First> {
  const { lane } = stage;
  return inJournal(file, async (plain) => {
    let back: Promise<Return> | undefined;
    const { journal, settled, wasLate } = striking(plain, {
      ...strikeOf(one, stage),
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

async function strikeHere({ one, stage, upTo, signal, file, known }: Struck): Promise<First> {
  const doomed = { run: known.run, journal: file, strike: strikeOf(one, stage), ...upTo };
  if (!(await killController(doomed, signal))) throw new Error('the fault never came');
  return { end: null, back: await cameBack(stage.lane.device), wasLate: false };
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
