// `npm run test:e2e`: all tests in which devices really boot, two at a time. The longest begin first, so that none of them
// is left for the end, when the other processor has nothing to do.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';

const TEST = resolve(import.meta.dirname, '..');
const LONG = [
  'balena/migration.test.ts',
  'e2e/migration.test.ts',
  'faults/daily-to-the-end.ts',
  'faults/daily-to-and-back.ts',
  'e2e/rehearsal.test.ts',
  'e2e/rollback.test.ts',
];
const others = readdirSync(join(TEST, 'e2e'))
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `e2e/${name}`)
  .filter((name) => !LONG.includes(name));

const files = [...LONG, ...others].map((name) => join(TEST, name));

run({ files, concurrency: 2, forceExit: true })
  .on('test:fail', () => {
    process.exitCode = 1;
  })
  .compose(tap)
  .pipe(process.stdout);
