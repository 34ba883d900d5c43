import type { Journal } from '../../src/model/event.ts';
import type { Case } from './cases.ts';
import { chained } from './chained.ts';
import { drive } from './controller.ts';
import type { Fault } from './faults.ts';
import { killController } from './doomed.ts';
import { assertReached, assertRolledBack, cameBack, type Return } from './judge.ts';
import { placesOf } from './point.ts';
import {
  blowOf,
  hearing,
  inJournal,
  MOST_RESUMES,
  rollBack,
  setScene,
  type Scene,
  type Stage,
  type Tried,
} from './scene.ts';

const CHAIN_MS = 90 * 60_000;

/** What became of a chain's cases. One whose fault never came is in neither list. */
export interface ChainEnd {
  readonly recovered: readonly (readonly [Case, Tried])[];
  readonly failed: { readonly one: Case; readonly because: string } | null;
}

/** A case of a chain whose fault came. */
interface Link {
  readonly one: Case;
  readonly back: Return;
  readonly wasLate: boolean;
  /** When the fault had passed, by Date.now(). */
  readonly atMs: number;
  resumes: number;
}

interface Chain extends Scene {
  readonly cases: readonly Case[];
  readonly stage: Stage;
  /** Grows with each fault that has passed. */
  readonly links: Link[];
  readonly signal: AbortSignal;
  /** Before the point of no return: as far as the last case's task, and then back. */
  readonly upTo: { readonly upTo?: string };
}

/**
 * Breaks one migration again and again, at each case's place in their order, and brings the device to its goal: all on one
 * side of the point of no return. Where one of them loses writes, they all are on such a disk. Where it does not get there, the last fault is to blame, and nothing is said about the others.
 */
export async function tryChain(cases: readonly Case[], stage: Stage): Promise<ChainEnd> {
  const [first] = cases;
  const last = cases.at(-1);
  if (first === undefined || last === undefined) return { recovered: [], failed: null };
  if (cases.some(({ fault }) => !fault.strike !== !first.fault.strike))
    throw new Error('a chain kills either controllers or something else');
  const beganMs = Date.now();
  const links: Link[] = [];
  const { hasCrossed, task } = last.point;
  try {
    const chain: Chain = {
      ...{ cases, stage, links, ...(await setScene(first, stage, diskOf(cases))) },
      signal: AbortSignal.timeout(CHAIN_MS),
      upTo: hasCrossed ? {} : { upTo: task },
    };
    if (first.fault.strike === undefined) await killAgainAndAgain(chain);
    else await breakAgainAndAgain(chain);
    await judge(chain, hasCrossed);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return { recovered: [], failed: { one: links.at(-1)?.one ?? first, because } };
  }
  const began = [beganMs, ...links.map(({ atMs }) => atMs)];
  return {
    recovered: links.map(({ one, back, wasLate, resumes, atMs }, index) => [
      one,
      {
        ...{ ...back, goal: hasCrossed ? 'reached' : 'rolled-back', resumes, wasLate },
        together: links.length,
        tookSeconds: Math.round((atMs - (began[index] ?? atMs)) / 1000),
      },
    ]),
    failed: null,
  };
}

const diskOf = (cases: readonly Case[]): Fault['disk'] =>
  cases.some(({ fault }) => fault.disk === 'served') ? 'served' : 'file';

async function judge({ stage, file, known, signal }: Chain, hasCrossed: boolean): Promise<void> {
  const { lane, trunk } = stage;
  if (hasCrossed) return assertReached(lane.device, trunk.before);
  await inJournal(file, (journal) => rollBack(known, { journal, signal }));
  await assertRolledBack(lane.device, trunk.before);
}

/** Each controller after the other ends by SIGKILL; the last one is left alone. */
async function killAgainAndAgain(chain: Chain): Promise<void> {
  const { stage, links, file, known, signal, upTo } = chain;
  const { points } = stage.trunk;
  for (let left = chain.cases; left.length > 0;) {
    const blows = left.map((one) => blowOf(one, stage));
    const words = await killController(
      { run: known.run, journal: file, blows, points, ...upTo },
      signal,
    );
    const one = left[words?.index ?? left.length];
    if (words === null || one === undefined) break;
    const back = await cameBack(stage.lane.device);
    links.push({ one, back, wasLate: words.wasLate, atMs: Date.now(), resumes: 0 });
    left = left.slice(words.index + 1);
  }
  await driveToGoal(chain, (plain) => plain);
}

/** All in this process: the next fault is made ready as soon as the one before has passed. */
async function breakAgainAndAgain(chain: Chain): Promise<void> {
  const { cases, stage, links } = chain;
  const { device } = stage.lane;
  let back: Promise<Return> | undefined;
  const blows = cases.map((one) => ({
    ...blowOf(one, stage),
    fault: async () => {
      await one.fault.strike?.(stage.lane);
      back = cameBack(device);
      back.catch(() => undefined); // It is awaited when the fault has passed.
    },
  }));
  const passed = async (index: number, wasLate: boolean): Promise<void> => {
    const one = cases[index];
    if (one === undefined || back === undefined) return;
    links.push({ one, back: await back, wasLate, atMs: Date.now(), resumes: 0 });
  };
  const placeOf = placesOf(stage.trunk.points);
  await driveToGoal(chain, (plain) => chained(plain, { blows, placeOf, passed }));
}

/** Resumes as often as it takes, and not more than a person would after one fault. */
async function driveToGoal(
  { known, file, links, signal, upTo }: Chain,
  through: (plain: Journal) => Journal,
): Promise<void> {
  await inJournal(file, async (plain) => {
    const { journal, why } = hearing(through(plain));
    let inVain = 0;
    for (;;) {
      const before = links.length;
      const end = await drive(known, { journal, signal, ...upTo });
      if (end === 'reached') return;
      inVain = links.length > before ? 0 : inVain + 1;
      const last = links.at(-1);
      if (last !== undefined) last.resumes += 1;
      if (inVain === MOST_RESUMES)
        throw new Error(`${String(inVain)} resumptions ended as ${end}: ${why()}`);
    }
  });
}
