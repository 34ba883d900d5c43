import { render, sh } from '../../model/command.ts';
import { StemError } from '../../model/errors.ts';
import type { StemEvent } from '../../model/event.ts';
import type { Host } from '../../model/session.ts';
import type { RunView } from '../../report/run-view.ts';
import type { App } from '../app.ts';
import { usageError, type Args } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import {
  FAILED_FILE,
  fileOf,
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
import { tasksAfterCut, type AboutCut } from '../run/cut-tasks.ts';
import { ofRuns } from '../run/of-runs.ts';
import { findRun, latestRun } from '../run/find-run.ts';
import { driftCheck } from '../run/apply-plan.ts';
import { readPlanFile } from '../run/plan-file.ts';
import { migrateAll, type Migration } from '../run/migrate-all.ts';
import { unproved } from '../run/proof.ts';
import type { Prepared } from '../run/prepare.ts';
import { prepareAgain } from '../run/prepare-again.ts';
import { selectNames } from '../targets.ts';

/** Goes on with a run from where each device is. */
export const resumeCommand: CliCommand = {
  usage: 'resume [run]',
  describe: 'Go on with a run from where each device is; without RUN, the latest unfinished one',
  positionals: { run: { completes: 'runs' } },
  options: {
    ...LIMIT,
    ...FORKS,
    redo: {
      type: 'flag',
      describe: 'Run tasks again that were cut off and can not tell how far they came',
    },
    skip: { type: 'flag', describe: 'Such tasks count as done: you have looked at the devices' },
    ...FROM_DEVICE,
    ...SSH,
    ...FAILED_FILE,
    ...JOURNAL,
    ...VERBOSE,
    ...JSON_LINES,
  },
  run: (args, app) => ofRuns('run', { args, app }, (runId) => goOn(runId, args, app)),
};

async function goOn(runId: string | null, args: Args, app: App): Promise<number> {
  const about = aboutCut(args);
  const file = journalFile(args, app);
  const { view, events } =
    runId === null
      ? await latestRun(file, isUnfinished, 'unfinished run')
      : await findRun(file, runId);
  if (!isUnfinished(view)) {
    app.out(`run ${view.runId}: all devices have reached the goal; there is nothing to resume`);
    return EXIT.ok;
  }
  const changes = {
    forks: args.number('forks', 1),
    ssh: sshOf(args, app),
  };
  const { request, prepared } = await prepareAgain(view, changes, app);
  const limit = args.pattern('limit');
  const chosen = limit === undefined ? null : new Set(selectNames(request.inventory, limit, app));
  // Nobody knows how far they came: the operator looks first, and names them then.
  const unsure = chosen === null ? unknownHosts(view) : [];
  if (unsure.length > 0) app.err(unsureText(view.runId, unsure));
  const batches = batchesLeft(
    view,
    prepared.targets.map(({ host }) => host),
    (name) => chosen?.has(name) ?? !unsure.includes(name),
  );
  if (batches.length === 0) {
    if (unsure.length > 0) return EXIT.needsHands;
    app.out(`run ${view.runId}: the devices of --limit have reached the goal`);
    return EXIT.ok;
  }
  const exit = await migrateAll(
    {
      runId: view.runId,
      startedAt: view.startedAt,
      prepared,
      request,
      batches,
      ...planCheck(request.plan, view, prepared),
      owed: owedHosts(view, events, prepared).filter(({ name }) => chosen?.has(name) ?? true),
      tasksOf: ({ name }) => tasksAfterCut(prepared.tasks, events, { host: name, about }),
      journal: file,
      failedFile: fileOf('failed-file', args, app),
      isJson: args.flag('json'),
      verbosity: args.count('verbose'),
    },
    app,
  );
  return unsure.length > 0 && exit < EXIT.usage ? exit | EXIT.needsHands : exit;
}

/** A device that was never started is looked at as `apply --plan` does; one that was has left the plan behind. */
function planCheck(
  file: string | null,
  view: RunView,
  prepared: Prepared,
): Pick<Migration, 'checkPlan'> {
  if (file === null) return {};
  const check = driftCheck(readPlanFile(file), prepared);
  const fresh = new Set(
    view.hosts.filter(({ standing }) => standing === 'not started').map(({ host }) => host),
  );
  return {
    checkPlan: (host, ports) => (fresh.has(host.name) ? check(host, ports) : Promise.resolve(null)),
  };
}

const unknownHosts = ({ hosts }: RunView): readonly string[] =>
  hosts.filter(({ standing }) => standing === 'unknown').map(({ host }) => host);

const unsureText = (runId: string, hosts: readonly string[]): string =>
  `left out, since their state is unknown: ${hosts.join(', ')}. Next: look at them, then ` +
  `\`${render(sh('stem-remote', 'resume', runId, '--limit', hosts.join(',')))}\`.`;

function aboutCut(args: Args): AboutCut | null {
  if (args.flag('redo') && args.flag('skip'))
    throw usageError('--redo and --skip exclude each other');
  if (args.flag('redo')) return 'redo';
  return args.flag('skip') ? 'skip' : null;
}

const isUnfinished = ({ hosts }: RunView): boolean =>
  hosts.some(({ standing }) => standing !== 'reached');

/** Hosts that are there, of a batch that was never proved. Those that left the inventory can't be asked. */
function owedHosts(
  view: RunView,
  events: readonly StemEvent[],
  { targets }: Prepared,
): readonly Host[] {
  const open = unproved(events);
  const isThere = (name: string): boolean =>
    view.hosts.some(({ host, standing }) => host === name && standing === 'reached');
  return targets.map(({ host }) => host).filter(({ name }) => open.has(name) && isThere(name));
}

/** The batches of the first start, without those who are there: a canary stays one. */
function batchesLeft(
  view: RunView,
  hosts: readonly Host[],
  isChosen: (name: string) => boolean,
): readonly (readonly Host[])[] {
  const reached = new Set(
    view.hosts.filter(({ standing }) => standing === 'reached').map(({ host }) => host),
  );
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const left = view.batches.map((names) =>
    names.filter((name) => !reached.has(name) && isChosen(name)),
  );
  const missing = left.flat().filter((name) => !byName.has(name));
  if (missing.length > 0)
    throw new StemError(`the inventory no longer has ${missing.join(', ')}`, {
      code: 'INVENTORY_INVALID',
      hint: 'Put them back as they were, then resume.',
    });
  return left
    .map((names) => names.map((name) => byName.get(name)).filter((host) => host !== undefined))
    .filter(({ length }) => length > 0);
}
