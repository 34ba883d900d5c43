import { hostGate } from '../../engine/limits.ts';
import { undoHost } from '../../engine/host.ts';
import type { HostView, RunView } from '../../report/run-view.ts';
import type { App } from '../app.ts';
import type { Args } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import {
  sshOf,
  FORKS,
  FROM_DEVICE,
  JOURNAL,
  journalFile,
  JSON_LINES,
  LIMIT,
  SSH,
  VERBOSE,
} from '../options.ts';
import { driveRun } from '../run/drive.ts';
import { ofRuns } from '../run/of-runs.ts';
import { findRun } from '../run/find-run.ts';
import { holdsDevices, varsByHost } from '../run/migrate-all.ts';
import { prepareAgain } from '../run/prepare-again.ts';
import { connectorTo } from '../connector-to.ts';
import { selectNames, type Target } from '../targets.ts';

/** Undoes what a run did to its devices, as long as they have not crossed the point of no return. */
export const rollbackCommand: CliCommand = {
  usage: 'rollback [run]',
  describe: 'Undo what a run did to devices before the point of no return',
  positionals: { run: { completes: 'runs' } },
  options: { ...LIMIT, ...FORKS, ...FROM_DEVICE, ...SSH, ...JOURNAL, ...VERBOSE, ...JSON_LINES },
  run: (args, app) => ofRuns('record', { args, app }, (runId) => rollBack(runId ?? '', args, app)),
};

async function rollBack(runId: string, args: Args, app: App): Promise<number> {
  const { view } = await findRun(journalFile(args, app), runId);
  const changes = {
    forks: args.number('forks', 1),
    ssh: sshOf(args, app),
  };
  const again = await prepareAgain(view, changes, app);
  const limit = args.pattern('limit');
  const chosen =
    limit === undefined ? null : new Set(selectNames(again.request.inventory, limit, app));
  const hosts = view.hosts.filter(({ host }) => chosen?.has(host) ?? true);
  const beyond = hosts.filter(({ hasCrossed }) => hasCrossed);
  const undoable = hosts.filter(({ isTouched, hasCrossed }) => isTouched && !hasCrossed);
  if (beyond.length > 0) app.err(beyondText(beyond));
  if (undoable.length === 0) app.out(`run ${view.runId}: there is nothing to undo`);
  const exit =
    undoable.length === 0 ? EXIT.ok : await undoAll({ view, undoable, again, args }, app);
  return beyond.length > 0 ? exit | EXIT.failed : exit;
}

/** All of them: whoever asked for the way back must not look for a device that has none. */
const beyondText = (hosts: readonly HostView[]): string =>
  [
    ...hosts.map(({ host, standing, where }) => {
      const place = where === null ? '' : `, last seen in the ${where} system`;
      return `no way back for ${host}: the point of no return is behind it; ${standing}${place}`;
    }),
    'Next: resume instead; a device that reached the goal needs nothing.',
  ].join('\n');

interface Undoing {
  readonly view: RunView;
  readonly undoable: readonly HostView[];
  readonly again: Awaited<ReturnType<typeof prepareAgain>>;
  readonly args: Args;
}

/** The last one that was started comes first. */
function undoAll({ view, undoable, again, args }: Undoing, app: App): Promise<number> {
  const { prepared, request } = again;
  const names = new Set(undoable.map(({ host }) => host));
  const targets = prepared.targets.filter(({ host }) => names.has(host.name)).reverse();
  const vars = varsByHost({ targets }, view.startedAt);
  const enter = hostGate(request);
  const drive = {
    runId: view.runId,
    journal: journalFile(args, app),
    connector: connectorTo(targets),
    goal: 'rolled-back' as const,
    hosts: names,
    isJson: args.flag('json'),
    verbosity: args.count('verbose'),
    holdsDevices: holdsDevices(prepared),
    phaseOf: prepared.phaseOf,
  };
  return driveRun(drive, app, ({ ports, guard }) => {
    const undoOne = async ({ host }: Target): Promise<void> => {
      if (ports.stop() !== 'go-on') return;
      const job = {
        host,
        vars: vars.get(host.name) ?? {},
        tasks: prepared.tasks,
        onFailure: 'leave',
      } as const;
      await guard(host, () => undoHost(job, ports));
    };
    return Promise.all(targets.map((target) => enter(target.host, () => undoOne(target))));
  });
}
