import { StemError } from '../../model/errors.ts';
import { nearest } from '../../planning/nearest.ts';
import {
  hostLog,
  isFailure,
  logLines,
  logTitle,
  type LoggedAction,
} from '../../report/host-log.ts';
import { jsonLine } from '../../report/json-lines.ts';
import type { RunView } from '../../report/run-view.ts';
import { paintedText, hasColorOn } from '../paint.ts';
import type { Args } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { JOURNAL, journalFile, JSON_LINES } from '../options.ts';
import { findRun, latestRun } from '../run/find-run.ts';

/** Everything that a run ordered on one device. */
export const logCommand: CliCommand = {
  usage: 'log <host> [run]',
  describe: 'Every command of a run on one device: exit code, output, time',
  about: [
    'Read from the journal, also while the run goes on; no device is asked. Without RUN it is the newest run that has the device. ' +
      'Commands are shown whole, with all that they printed; tasks with no_log keep theirs hidden, and secrets are never kept.',
    '`|` stands before what a command printed, `!` before what it printed to stderr.',
  ],
  positionals: { host: { completes: 'hosts' }, run: { completes: 'runs' } },
  options: {
    task: { type: 'text', describe: 'Only this task, or all tasks under this name: staging' },
    failed: {
      type: 'flag',
      describe: 'Only what failed, what ended with another code than 0, and what was cut',
    },
    ...JOURNAL,
    ...JSON_LINES,
  },
  examples: [
    ['stem-remote log ber-001', 'all of the newest run that has this device'],
    ['stem-remote log ber-001 --failed', 'what went wrong'],
    ['stem-remote log ber-001 2026-11-26-1110-85c4e4 --task staging/push --json', 'for programs'],
  ],
  seeAlso: ['report', 'status', 'docs/json.md'],
  run: async (args, app) => {
    const host = args.text('host') ?? '';
    const runId = args.text('run');
    const file = journalFile(args, app);
    const { view, events } =
      runId === undefined
        ? await latestRun(file, (run) => hasHost(run, host), `run with a device ${host}`)
        : await findRun(file, runId);
    if (!hasHost(view, host))
      throw new StemError(
        `run ${view.runId} has no device ${host}${nearest(host, namesOf(view))}`,
        { code: 'NO_HOSTS', hint: `Look at \`stem-remote status ${view.runId}\`.` },
      );
    const log = hostLog(events, host).filter((action) => isWanted(action, args));
    if (args.flag('json')) {
      for (const action of log)
        app.out(jsonLine({ kind: 'log.action', runId: view.runId, host, ...action }));
      return EXIT.ok;
    }
    const lines = [logTitle(host, view.runId, log), ...logLines(log)];
    app.out(paintedText(lines.join('\n'), hasColorOn(app, 'out')));
    return EXIT.ok;
  },
};

const namesOf = ({ hosts }: RunView): readonly string[] => hosts.map(({ host }) => host);

const hasHost = (view: RunView, host: string): boolean => namesOf(view).includes(host);

function isWanted(action: LoggedAction, args: Args): boolean {
  const { task } = action;
  const wanted = args.text('task');
  if (wanted !== undefined && task !== wanted && !task.startsWith(`${wanted}/`)) return false;
  return !args.flag('failed') || isFailure(action);
}
