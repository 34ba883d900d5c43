import type { Journal, StemEvent } from '../../src/model/event.ts';
import { striking, type Strike, type Striking } from './strike.ts';

/** A strike of a series. */
export interface Blow extends Strike {
  /** Of its action among all of the migration. */
  readonly place: number;
}

export interface Series {
  /** In the order of the migration. */
  readonly blows: readonly Blow[];
  readonly placeOf: (event: StemEvent) => number | null;
  /** Waits until the fault of this blow has passed. */
  passed(index: number, wasLate: boolean): Promise<void>;
}

/**
 * A journal that strikes once for each blow, in their order: the next is made ready when the fault before it has passed.
 * A blow at an action that is over is left out: whoever goes on after a fault has less to do than the recorded migration.
 */
export const chained = (plain: Journal, series: Series): Journal =>
  new Chained(plain, series).journal;

class Chained {
  readonly journal: Journal;
  readonly #plain: Journal;
  readonly #series: Series;
  #next = 0;
  #current: Striking | undefined;

  constructor(plain: Journal, series: Series) {
    this.#plain = plain;
    this.#series = series;
    this.journal = { ...plain, append: (event) => this.#append(event) };
    this.#arm();
  }

  get #blow(): Blow | undefined {
    return this.#series.blows[this.#next];
  }

  #arm(): void {
    this.#current = this.#blow && striking(this.#plain, this.#blow);
  }

  async #append(event: StemEvent): Promise<void> {
    await this.#leaveBehind(event);
    await (this.#current?.journal ?? this.#plain).append(event);
    // While an action is under way, nobody waits for its fault.
    if (event.kind !== 'action.started' && event.kind !== 'action.progress') await this.#pass();
  }

  async #pass(): Promise<void> {
    if (this.#current === undefined || !(await this.#current.settled())) return;
    await this.#series.passed(this.#next, this.#current.wasLate());
    this.#next += 1;
    this.#arm();
  }

  async #leaveBehind(event: StemEvent): Promise<void> {
    const now = this.#series.placeOf(event);
    while (now !== null && this.#blow !== undefined && this.#blow.place < now) {
      if (await this.#current?.settled()) return;
      this.#next += 1;
      this.#arm();
    }
  }
}
