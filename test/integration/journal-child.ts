import { openJournal } from '../../src/journal/libsql.ts';

/** A controller for the journal's tests: `FILE HOST...` writes events for each host until it is killed or has written COUNT. */
const [file = '', count = '', ...hosts] = process.argv.slice(2);
const journal = await openJournal(file);
await Promise.all(
  hosts.map(async (host) => {
    for (let number = 0; number < Number(count); number += 1) {
      const at = new Date().toISOString();
      const text = String(number).padEnd(300, '.');
      await journal.append({ kind: 'action.output', task: 't', text, runId: 'run-1', host, at });
      process.stdout.write(`${host} ${String(number)}\n`);
    }
  }),
);
await journal.close();
