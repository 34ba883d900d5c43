import { jsonLine } from '../../report/json-lines.ts';
import { hostDetails } from '../../report/run-summary.ts';
import type { CliCommand } from '../command.ts';
import { exitOfHosts } from '../exit-code.ts';
import { JOURNAL, journalFile, JSON_LINES } from '../options.ts';
import { printTable, summaryRecord } from '../run/drive.ts';
import { findRun, latestRun } from '../run/find-run.ts';

/** The end of a run: a table, and of each device why. Exits as the run did. */
export const reportCommand: CliCommand = {
  usage: 'report [run]',
  describe: 'How a run ended, and of each device why; without RUN, the latest',
  options: { ...JOURNAL, ...JSON_LINES },
  run: async (args, app) => {
    const file = journalFile(args, app);
    const runId = args.text('run');
    const { view, events } =
      runId === undefined ? await latestRun(file, () => true) : await findRun(file, runId);
    const exit = exitOfHosts(view.hosts);
    if (args.flag('json')) {
      for (const event of events) app.out(jsonLine(event));
      app.out(jsonLine(summaryRecord(view, exit)));
      return exit;
    }
    printTable(view, app);
    for (const host of view.hosts) app.out(['', ...hostDetails(host)].join('\n'));
    return exit;
  },
};
