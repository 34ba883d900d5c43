import { jsonLine } from '../../report/json-lines.ts';
import { plainTable } from '../../report/host-table.ts';
import { standingCounts } from '../../report/run-summary.ts';
import { duration } from '../../report/words.ts';
import type { App } from '../app.ts';
import { usageError, type Args } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { EXIT, exitOfHosts } from '../exit-code.ts';
import { FORKS, JOURNAL, journalFile, JSON_LINES, LIMIT, SSH, VAULT } from '../options.ts';
import { printTable, summaryRecord } from '../run/drive.ts';
import { statusLive } from './status-live.ts';
import { findRun, latestRun, listRuns, type FoundRun } from '../run/find-run.ts';

const MOST_RUNS = 20;

const ONLY_LIVE = [
  ...['limit', 'forks', 'timeout'],
  ...['known-hosts', 'ssh-config', 'host-key-policy'],
];

/** From the journal alone: also while another process drives the run. */
export const statusCommand: CliCommand = {
  usage: 'status [run]',
  describe: 'Where the devices of a run are; without RUN, the latest runs',
  positionals: { run: { completes: 'runs' } },
  options: {
    live: { type: 'flag', describe: 'Ask each device where it is now; changes nothing' },
    ...LIMIT,
    ...FORKS,
    timeout: { type: 'number', describe: 'With --live: at most so many seconds a device (60)' },
    ...SSH,
    ...VAULT,
    ...JOURNAL,
    ...JSON_LINES,
  },
  run: async (args, app) => {
    const runId = args.text('run');
    if (args.flag('live')) return statusLive(await runNamed(runId, args, app), args, app);
    const onlyLive = ONLY_LIVE.find((name) => args.text(name) !== undefined);
    if (onlyLive !== undefined)
      throw usageError(`--${onlyLive} is about --live`, 'Say `status --live` as well.');
    return runId === undefined ? statusOfAll(args, app) : statusOf(runId, args, app);
  },
};

function runNamed(runId: string | undefined, args: Args, app: App): Promise<FoundRun> {
  const file = journalFile(args, app);
  return runId === undefined ? latestRun(file, () => true) : findRun(file, runId);
}

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
