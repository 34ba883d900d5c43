import type { Ports } from './context.ts';

/**
 * How long something has been waited for: by the clock, as what comes between the pauses takes its time as well, and at least
 * the pauses themselves, where somebody sets the clock back.
 */
export class Waiting {
  readonly #clock: Ports['clock'];
  readonly #sinceMs: number;
  #sleptMs = 0;

  constructor(clock: Ports['clock']) {
    this.#clock = clock;
    this.#sinceMs = Date.parse(clock.now());
  }

  get ms(): number {
    return Math.max(this.#sleptMs, Date.parse(this.#clock.now()) - this.#sinceMs);
  }

  async sleep(ms: number): Promise<void> {
    await this.#clock.sleep(ms);
    this.#sleptMs += ms;
  }
}
