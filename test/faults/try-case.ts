import { setTimeout as sleep } from 'node:timers/promises';

import type { HostEnd } from '../../src/model/event.ts';
import type { Case } from './cases.ts';
import { drive, type Driving, type Read } from './controller.ts';
import { killController } from './doomed.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import { assertReached, assertRolledBack, cameBack, RETURN_MS, type Return } from './judge.ts';
import {
  inJournal,
  MOST_RESUMES,
  blowOf,
  hearing,
  rollBack,
  setScene,
  type Scene,
  type Stage,
  type Tried,
} from './scene.ts';
import { goOnWithoutJournal } from './stranger.ts';
import { striking } from './strike.ts';

const CASE_MS = 25 * 60_000;

/** Breaks a migration at one place, and brings the device to its goal. @throws where it does not get there */
export async function tryCase(one: Case, stage: Stage): Promise<Tried> {
  const beganMs = Date.now();
  const { point } = one;
  const { lane } = stage;
  const scene = await setScene(one, stage);
  const signal = AbortSignal.timeout(CASE_MS);
  const upTo = point.hasCrossed ? {} : { upTo: point.task };
  const struck = { ...{ one, stage, upTo, signal }, ...scene };
  const first =
    one.fault.strike === undefined ? await strikeHere(struck) : await strikeThere(struck);
  if (one.fault.losesJournal === true) {
    const resumes = await goOnWithoutJournal(lane, point.hasCrossed ? 'resume' : 'rollback');
    return judged(one, { stage, ...first, resumes, beganMs });
  }
  const { known, file } = scene;
  const { mayNeedReboot = false, isUndone = false, stays = mayNeedReboot } = one.fault;
  const rest = { end: first.end, isCrossed: point.hasCrossed, stays, known };
  const end = await inJournal(file, async (journal): Promise<Ways> => {
    const driving = { journal, signal, ...upTo };
    if (!isUndone)
      return takeToGoal(
        { ...rest, reboot: mayNeedReboot ? () => reboot(lane.device) : null },
        driving,
      );
    await rollBack(known, driving);
    return { resumes: 0 };
  });
  return judged(one, { stage, ...first, ...end, beganMs });
}

interface Ended extends Omit<First, 'end'>, Ways {
  readonly stage: Stage;
  readonly beganMs: number;
}

/** @throws where the device is not at its goal */
async function judged(
  { point: { hasCrossed } }: Case,
  { stage: { lane, trunk }, back, wasLate, resumes, wasRebooted, beganMs }: Ended,
): Promise<Tried> {
  if (hasCrossed) await assertReached(lane.device, trunk.before);
  else await assertRolledBack(lane.device, trunk.before);
  return {
    ...back,
    goal: hasCrossed ? 'reached' : 'rolled-back',
    ...{ resumes, wasLate, ...(wasRebooted !== undefined && { wasRebooted }) },
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
    const leaving = new AbortController();
    const { journal, settled, wasLate } = striking(plain, {
      ...blowOf(one, stage),
      fault: async () => {
        await one.fault.strike?.(lane);
        back = cameBack(lane.device);
        if (one.fault.isUndone === true) leaving.abort();
        back.catch(() => undefined); // It is awaited below.
      },
    });
    const until = AbortSignal.any([signal, leaving.signal]);
    // Who leaves at once may be in the middle of a connection.
    const end = await drive(known, { journal, signal: until, ...upTo }).catch((error: unknown) => {
      if (leaving.signal.aborted) return null;
      throw error;
    });
    if (!(await settled()) || back === undefined) throw new Error('the fault never came');
    return { end, back: await back, wasLate: wasLate() };
  });
}

async function strikeHere({ one, stage, upTo, signal, file, known }: Struck): Promise<First> {
  const { points } = stage.trunk;
  const blows = [blowOf(one, stage)];
  const doomed = { run: known.run, journal: file, blows, points, ...upTo };
  const words = await killController(doomed, signal);
  if (words === null) throw new Error('the fault never came');
  return { end: null, back: await cameBack(stage.lane.device), wasLate: words.wasLate };
}

interface Rest {
  readonly end: HostEnd | null;
  readonly isCrossed: boolean;
  /** Only a rollback helps. */
  readonly stays: boolean;
  readonly known: Read;
  /** What a person does where the command alone does not help. */
  readonly reboot: (() => Promise<void>) | null;
}

type Ways = Pick<Tried, 'resumes' | 'wasRebooted'>;

/** Behind the point of no return, resumes until the goal is reached; before it, resumes, and then rolls back. */
async function takeToGoal(
  { end, isCrossed, stays, known, reboot }: Rest,
  driving: Driving,
): Promise<Ways> {
  let resumes = 0;
  let wasRebooted = false;
  const { journal, why } = hearing(driving.journal);
  const help = async (): Promise<void> => {
    if (reboot === null || wasRebooted) return;
    wasRebooted = true;
    await reboot();
  };
  for (let now = end; now !== 'reached'; resumes += 1) {
    if (resumes === MOST_RESUMES) {
      if (!isCrossed && stays) break;
      throw new Error(`${String(resumes)} resumptions ended as ${String(now)}: ${why()}`);
    }
    if (resumes > 0) await help();
    now = await drive(known, { ...driving, journal });
  }
  const ways = (): Ways => ({ resumes, ...(wasRebooted && { wasRebooted }) });
  if (!isCrossed) await rollBack(known, driving, help);
  return ways();
}

/** As `stem-remote exec HOST -- reboot` does it. @throws where it does not come back */
async function reboot(device: Device): Promise<void> {
  const bootId = 'cat /proc/sys/kernel/random/boot_id';
  const before = await device.exec(bootId);
  await device.tryExec('reboot', { timeoutMs: 15_000 }).catch(() => null);
  for (const untilMs = Date.now() + RETURN_MS; ;) {
    await device.waitForSsh(Math.max(1, untilMs - Date.now()));
    const now = await device.exec(bootId).catch(() => before);
    if (now !== before) return;
    await sleep(2000);
  }
}
