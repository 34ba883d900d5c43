import { TemplateProblem } from './problem.ts';

/** What one rendering may use. A template of a playbook needs a thousandth of it. */
const MOST_TURNS = 1_000_000;
export const MOST_CHARACTERS = 16 * 1024 * 1024;
export const MOST_ITEMS = 100_000;
const MOST_DEPTH = 60;

/** Counts turns of loops, calls and depth, so that a template ends. */
export class Budget {
  #turns = 0;
  #characters = 0;
  #depth = 0;

  turn(count = 1): void {
    this.#turns += count;
    if (this.#turns > MOST_TURNS)
      throw new TemplateProblem(
        `it takes more than ${String(MOST_TURNS)} turns of loops and filters`,
      );
  }

  write(text: string): string {
    this.#characters += text.length;
    return withinSize(text, this.#characters);
  }

  /** Runs something that may call itself. */
  deeper<T>(run: () => T): T {
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH)
      throw new TemplateProblem(`it calls itself, more than ${String(MOST_DEPTH)} levels deep`);
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }
}

export function withinSize(text: string, length = text.length): string {
  if (length <= MOST_CHARACTERS) return text;
  throw new TemplateProblem(`its text is longer than ${String(MOST_CHARACTERS)} characters`);
}

export function withinItems(count: number): number {
  if (count <= MOST_ITEMS) return count;
  throw new TemplateProblem(`a list gets more than ${String(MOST_ITEMS)} items`);
}
