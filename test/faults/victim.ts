// A controller that `kill -9` ends at the first of the given moments that comes: node victim.ts FILE
import { readFileSync, writeSync } from 'node:fs';

import { openJournal } from '../../src/journal/libsql.ts';
import { chained } from './chained.ts';
import { drive, read } from './controller.ts';
import type { Doomed, LastWords } from './doomed.ts';
import { placesOf } from './point.ts';

const [, , doomed = ''] = process.argv;
const {
  run,
  journal: file,
  blows,
  points,
  upTo,
} = JSON.parse(readFileSync(doomed, 'utf8')) as Doomed;

function die(words: LastWords): Promise<void> {
  writeSync(process.stdout.fd, `${JSON.stringify(words)}\n`);
  process.kill(process.pid, 'SIGKILL');
  return Promise.resolve();
}

const journal = chained(await openJournal(file), {
  blows: blows.map((blow, index) => ({
    ...blow,
    fault: (wasLate) => die({ index, wasLate }),
  })),
  placeOf: placesOf(points),
  passed: () => Promise.resolve(),
});
const { signal } = new AbortController();
const end = await drive(await read(run), { journal, signal, ...(upTo !== undefined && { upTo }) });
process.stdout.write(`${end}\n`);
process.exit(0);
