import type { Journal, StemEvent } from '../../src/model/event.ts';
import type { Case } from './cases.ts';
import { cameBack, type Return } from './judge.ts';
import { strikeOf, type Stage } from './scene.ts';
import { striking, type Striking } from './strike.ts';
import { tasksOf } from './trunk.ts';

/** A link of a chain whose fault came. */
export interface Link {
  readonly one: Case;
  readonly back: Return;
  readonly wasLate: boolean;
  /** When the fault had passed, by Date.now(). */
  readonly atMs: number;
  resumes: number;
}

export interface Links {
  readonly cases: readonly Case[];
  readonly stage: Stage;
  /** Grows with each fault that has passed. */
  readonly links: Link[];
}

/** A journal that strikes once for each case, in their order: the next is made ready when the fault before it has passed. */
export const chained = (plain: Journal, links: Links): Journal => new Chained(plain, links).journal;

class Chained {
  readonly journal: Journal;
  readonly #plain: Journal;
  readonly #chain: Links;
  #next = 0;
  #current: Striking | undefined;
  #back: Promise<Return> | undefined;

  constructor(plain: Journal, chain: Links) {
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
    const order = tasksOf(this.#chain.stage.trunk);
    const now = order.indexOf(event.task);
    while (this.#one !== undefined && order.indexOf(this.#one.point.task) < now) {
      if (await this.#current?.settled()) return;
      this.#next += 1;
      this.#arm();
    }
  }
}
