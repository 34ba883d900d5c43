import type { Journal, StemEvent } from '../../src/model/event.ts';
import type { Case } from './cases.ts';
import { drive } from './controller.ts';
import { assertReached, cameBack, type Return } from './judge.ts';
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
import { striking, type Striking } from './strike.ts';

const CHAIN_MS = 90 * 60_000;

/** A link of a chain whose fault came. */
interface Link {
  readonly one: Case;
  readonly back: Return;
  readonly wasLate: boolean;
  /** When the fault had passed, by Date.now(). */
  readonly atMs: number;
  resumes: number;
}

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
    if (!(await killController(doomed, signal))) return;
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
  await driveToGoal({ ...chain, signal, through: (plain) => new Chained(plain, chain).journal });
}

class Chained {
  readonly journal: Journal;
  readonly #plain: Journal;
  readonly #chain: Chain;
  #next = 0;
  #current: Striking | undefined;
  #back: Promise<Return> | undefined;

  constructor(plain: Journal, chain: Chain) {
    this.#plain = plain;
    this.#chain = chain;
    this.journal = { ...plain, append: (event) => this.#append(event) };
    this.#arm();
  }

  get #one(): Case | undefined {
    return this.#chain.cases[this.#next];
  }

  #arm(): void {
    const one = this.#one;
    const { stage } = this.#chain;
    this.#back = undefined;
    this.#current =
      one &&
      striking(this.#plain, {
        ...strikeOf(one, stage),
        fault: async () => {
          await one.fault.strike?.(stage.lane);
          this.#back = cameBack(stage.lane.device);
          this.#back.catch(() => undefined); // It is awaited when the fault has passed.
        },
      });
  }

  async #append(event: StemEvent): Promise<void> {
    await this.#leaveBehind(event);
    await (this.#current?.journal ?? this.#plain).append(event);
    // While an action is under way, nobody waits for its fault.
    if (event.kind !== 'action.started' && event.kind !== 'action.progress') await this.#pass();
  }

  async #pass(): Promise<void> {
    const one = this.#one;
    if (one === undefined || this.#current === undefined) return;
    if (!(await this.#current.settled()) || this.#back === undefined) return;
    const back = await this.#back;
    const wasLate = this.#current.wasLate();
    this.#chain.links.push({ one, back, wasLate, atMs: Date.now(), resumes: 0 });
    this.#next += 1;
    this.#arm();
  }

  /** Cases of tasks that are over: a resumption has less to do than the migration that was recorded. */
  async #leaveBehind(event: StemEvent): Promise<void> {
    if (event.kind !== 'task.started') return;
    const order = Object.keys(this.#chain.stage.trunk.snapshots);
    const now = order.indexOf(event.task);
    while (this.#one !== undefined && order.indexOf(this.#one.point.task) < now) {
      if (await this.#current?.settled()) return;
      this.#next += 1;
      this.#arm();
    }
  }
}
