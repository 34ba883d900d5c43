import { tellRecord } from '../commands/device-record.ts';
import { LOCK } from '../model/paths.ts';
import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/json.ts';

/** What a device itself knows of the run that it is in. */
export type DeviceRecord = {
  /** Of the lock, the staging partition, the new root, or the last line of the record; null where nobody was here. */
  readonly runId: string | null;
  readonly since: string;
  /** The mark on the staging partition: the old system is gone, or may be. */
  readonly hasCrossed: boolean;
  readonly events: readonly Json[];
};

/** Answer: `run run-1`, `since TIME`, `no-return yes`, `> {"kind":"task.started",…}`, `asked`. */
export const deviceRecord = (root: string, staging: string): Fact<DeviceRecord> => ({
  name: `record ${root} ${staging}`,
  command: tellRecord(root, staging, LOCK),
  as: 'root',
  parse: ({ stdout }) => {
    const lines = stdout.split('\n');
    const first = (word: string): string | undefined =>
      lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);
    const kept = lines.filter((line) => line.startsWith('> ')).map((line) => line.slice(2));
    // The staging partition repeats what the root has: the place of the first one counts.
    const events = [...new Set(kept)].flatMap((line) => eventIn(line) ?? []);
    return {
      runId: first('run') ?? textOf(events.at(-1), 'runId') ?? null,
      since: first('since') ?? textOf(events[0], 'at') ?? '',
      hasCrossed: first('no-return') === 'yes',
      events,
    };
  },
});

function textOf(event: Json | undefined, name: 'runId' | 'at'): string | undefined {
  const value =
    typeof event === 'object' && event !== null && !Array.isArray(event)
      ? (event as Readonly<Record<string, Json>>)[name]
      : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Null where the line is one for people, or was cut by a power failure. */
function eventIn(line: string): Json {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'kind' in value && 'runId' in value
      ? (value as Json) // JSON.parse gives nothing else.
      : null;
  } catch {
    return null;
  }
}
