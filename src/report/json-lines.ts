import type { Json } from '../model/json.ts';
import type { StemEvent } from '../model/event.ts';

/** Grows when a reader of the lines would misunderstand a newer line. */
const VERSION = 1;

/** One line of `--json`: an object with its `version` first. JSON escapes every control character below 32. */
export const jsonLine = (record: StemEvent | Readonly<Record<string, Json>>): string =>
  JSON.stringify({ version: VERSION, ...record });
