// `npm run test:e2e`: all tests in which devices really boot, two at a time. The longest begin first, so that none of them
// is left for the end, when the other processor has nothing to do.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';
import failures from '../failures.mjs';

const TEST = resolve(import.meta.dirname, '..');
const LONG = ['e2e/migration.test.ts', 'e2e/rehearsal.test.ts', 'e2e/rollback.test.ts'];
/** Half an hour of one processor each: all of them would not fit into the time that CI has, so each has its day. STEM_TURN=all takes all. */
const TURNS = [
  'faults/daily-to-and-back.ts',
  'balena/migration.test.ts',
  'faults/daily-to-the-end.ts',
] as const;
const DAY_MS = 86_400_000;

const today = TURNS[Math.floor(Date.now() / DAY_MS) % TURNS.length] ?? TURNS[0];
const turns = process.env['STEM_TURN'] === 'all' ? TURNS : [today];
const others = readdirSync(join(TEST, 'e2e'))
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `e2e/${name}`)
  .filter((name) => !LONG.includes(name));
const files = [...turns, ...LONG, ...others].map((name) => join(TEST, name));

process.stdout.write(`# today with ${turns.join(', ')}\n`);
const events = run({ files, concurrency: 2, forceExit: true }).on('test:fail', () => {
  process.exitCode = 1;
});
events.compose(tap).pipe(process.stdout);
events.compose(failures).pipe(process.stdout);
