import { jsonLine } from '../../report/json-lines.ts';
import { plainTable } from '../../report/host-table.ts';
import { standingCounts } from '../../report/run-summary.ts';
import { duration } from '../../report/words.ts';
import type { App } from '../app.ts';
import type { Args } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { EXIT, exitOfHosts } from '../exit-code.ts';
import { JOURNAL, journalFile, JSON_LINES } from '../options.ts';
import { printTable, summaryRecord } from '../run/drive.ts';
import { findRun, listRuns } from '../run/find-run.ts';

const MOST_RUNS = 20;

/** From the journal alone: also while another process drives the run. */
export const statusCommand: CliCommand = {
  usage: 'status [run]',
  describe: 'Where the devices of a run are; without RUN, the latest runs',
  options: { ...JOURNAL, ...JSON_LINES },
  run: (args, app) => {
    const runId = args.text('run');
    return runId === undefined ? statusOfAll(args, app) : statusOf(runId, args, app);
  },
};

async function statusOf(runId: string, args: Args, app: App): Promise<number> {
  const { view } = await findRun(journalFile(args, app), runId);
  if (args.flag('json')) app.out(jsonLine(summaryRecord(view, exitOfHosts(view.hosts))));
  else {
    printTable(view, app);
    const quiet = Date.now() - Date.parse(view.lastEventAt);
    app.out(`last word in the journal: ${duration(Math.max(0, quiet))} ago`);
  }
  return EXIT.ok;
}

async function statusOfAll(args: Args, app: App): Promise<number> {
  const runs = await listRuns(journalFile(args, app), MOST_RUNS);
  if (args.flag('json')) {
    for (const { header, view } of runs)
      app.out(
        jsonLine({
          kind: 'run',
          ...header,
          hosts: (view?.hosts ?? []).map(({ host, standing }) => ({ host, standing })),
        }),
      );
    return EXIT.ok;
  }
  if (runs.length === 0) app.out('no runs yet');
  else
    app.out(
      plainTable(
        ['run', 'started', 'devices'],
        runs.map(({ header, view }) => [
          header.runId,
          header.startedAt,
          standingCounts(view?.hosts ?? []),
        ]),
      ),
    );
  return EXIT.ok;
}
