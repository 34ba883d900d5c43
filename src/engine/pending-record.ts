import type { StemEvent } from '../model/event.ts';

/** A result that nobody registered can be long, and an undo reads none of that length. */
const MOST_OF_AN_END = 8192;

/** What waits to be kept on the device: all that an undo reads, beside the run itself. */
export class PendingRecord {
  #lines: readonly string[] = [];

  note(event: StemEvent): void {
    const line = JSON.stringify(event);
    if (isKept(event, line)) this.#lines = [...this.#lines, line];
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** These are on the device now. */
  drop(lines: readonly string[]): void {
    this.#lines = this.#lines.filter((line) => !lines.includes(line));
  }
}

const isKept = (event: StemEvent, line: string): boolean =>
  event.kind === 'task.started' ||
  (event.kind === 'undo.ended' && event.ok) ||
  event.kind === 'no-return.crossed' ||
  (event.kind === 'task.ended' && line.length <= MOST_OF_AN_END);
