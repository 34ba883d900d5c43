// A controller that `kill -9` ends at a given moment: node victim.ts '{"run": …, "journal": …, "strike": …}'.
import { openJournal } from '../../src/journal/libsql.ts';
import { drive, read, type Run } from './controller.ts';
import { striking, type Strike } from './strike.ts';

/** What the parent hands over. */
export interface Doomed {
  readonly run: Run;
  readonly journal: string;
  readonly strike: Omit<Strike, 'fault'>;
  readonly upTo?: string;
}

const { run, journal: file, strike, upTo } = JSON.parse(process.argv[2] ?? '{}') as Doomed;
const { journal } = striking(await openJournal(file), {
  ...strike,
  fault: () => {
    process.kill(process.pid, 'SIGKILL');
    return Promise.resolve();
  },
});
const { signal } = new AbortController();
const end = await drive(await read(run), { journal, signal, ...(upTo !== undefined && { upTo }) });
process.stdout.write(`${end}\n`);
process.exit(0);
