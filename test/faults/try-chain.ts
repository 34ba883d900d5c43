import type { Journal } from '../../src/model/event.ts';
import type { Case } from './cases.ts';
import { chained, type Link } from './chained.ts';
import { drive } from './controller.ts';
import { assertReached, cameBack } from './judge.ts';
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

const CHAIN_MS = 90 * 60_000;

/** What became of a chain's cases. One whose fault never came is in neither list. */
export interface ChainEnd {
  readonly recovered: readonly (readonly [Case, Tried])[];
  readonly failed: { readonly one: Case; readonly because: string } | null;
}

/**
 * Breaks one migration again and again, behind the point of no return, at each case's place in their order, and brings
 * the device to its goal. Where it does not get there, the last fault is to blame, and nothing is said about the others.
 */
export async function tryChain(cases: readonly Case[], stage: Stage): Promise<ChainEnd> {
  const [first] = cases;
  if (first === undefined) return { recovered: [], failed: null };
  const beganMs = Date.now();
  const links: Link[] = [];
  try {
    const scene = await setScene(first, stage);
    const chain = { cases, stage, links, ...scene };
    if (first.fault.strike === undefined) await killAgainAndAgain(chain);
    else await breakAgainAndAgain(chain);
    await assertReached(stage.lane.device, stage.trunk.before);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return { recovered: [], failed: { one: links.at(-1)?.one ?? first, because } };
  }
  const began = [beganMs, ...links.map(({ atMs }) => atMs)];
  return {
    recovered: links.map(({ one, back, wasLate, resumes, atMs }, index) => [
      one,
      {
        ...{ ...back, goal: 'reached', resumes, wasLate, together: links.length },
        tookSeconds: Math.round((atMs - (began[index] ?? atMs)) / 1000),
      },
    ]),
    failed: null,
  };
}

interface Chain extends Scene {
  readonly cases: readonly Case[];
  readonly stage: Stage;
  readonly links: Link[];
}

/** Each controller after the other ends by SIGKILL; the last one is left alone. */
async function killAgainAndAgain({ cases, stage, links, file, known }: Chain): Promise<void> {
  const signal = AbortSignal.timeout(CHAIN_MS);
  for (const one of cases) {
    const doomed = { run: known.run, journal: file, strike: strikeOf(one, stage) };
    if (!(await killController(doomed, signal))) break;
    const back = await cameBack(stage.lane.device);
    links.push({ one, back, wasLate: false, atMs: Date.now(), resumes: 0 });
  }
  await driveToGoal({ known, file, links, signal, through: (plain) => plain });
}

/** Resumes as often as it takes, and not more than a person would after one fault. */
async function driveToGoal({
  known,
  file,
  links,
  signal,
  through,
}: Pick<Chain, 'known' | 'file' | 'links'> & {
  readonly signal: AbortSignal;
  readonly through: (plain: Journal) => Journal;
}): Promise<void> {
  await inJournal(file, async (plain) => {
    const journal = through(plain);
    let inVain = 0;
    for (;;) {
      const before = links.length;
      const end = await drive(known, { journal, signal });
      if (end === 'reached') return;
      inVain = links.length > before ? 0 : inVain + 1;
      const last = links.at(-1);
      if (last !== undefined) last.resumes += 1;
      if (inVain === MOST_RESUMES) throw new Error(`${String(inVain)} resumptions ended as ${end}`);
    }
  });
}

/** All in this process: the next fault is made ready as soon as the one before has passed. */
async function breakAgainAndAgain(chain: Chain): Promise<void> {
  const signal = AbortSignal.timeout(CHAIN_MS);
  await driveToGoal({ ...chain, signal, through: (plain) => chained(plain, chain) });
}
