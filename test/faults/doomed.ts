import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Blow } from './chained.ts';
import type { Run } from './controller.ts';
import type { Point } from './point.ts';

const VICTIM = join(import.meta.dirname, 'victim.ts');
const MOST_SAID = 4000;

/** A controller that ends by SIGKILL, as JSON in a file. */
export interface Doomed {
  readonly run: Run;
  readonly journal: string;
  /** It dies of the first that comes. */
  readonly blows: readonly Omit<Blow, 'fault'>[];
  readonly points: readonly Point[];
  readonly upTo?: string;
}

/** The last words of a controller. */
export interface LastWords {
  /** Of the blow that it died of. */
  readonly index: number;
  readonly wasLate: boolean;
}

/** A process of its own. @returns null where it got to its end before any blow */
export async function killController(
  doomed: Doomed,
  signal: AbortSignal,
): Promise<LastWords | null> {
  const file = join(dirname(doomed.journal), 'doomed.json');
  await writeFile(file, JSON.stringify(doomed), { mode: 0o600 });
  const node = ['--import', 'tsx', VICTIM, file];
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said = (said + String(chunk)).slice(-MOST_SAID)));
  const [code, by] = (await once(child, 'close')) as [number | null, string | null];
  if (code === 0) return null;
  const last = said.split('\n').at(-2) ?? '';
  if (by !== 'SIGKILL' || !last.startsWith('{'))
    throw new Error(`the controller was not killed: ${said}`);
  return JSON.parse(last) as LastWords;
}
