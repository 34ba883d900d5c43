import { dirname } from 'node:path';
import type { z } from 'zod';
import { StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import { keyOfTask } from '../../model/task.ts';
import { makePlans, wantProblems, type Plan } from '../../planning/make-plan.ts';
import type { PlaybookTask } from '../../planning/playbook/playbook.ts';
import { readSerial, resolveSerial, type SerialSize } from '../../planning/playbook/serial.ts';
import { DEFAULT_PLAYBOOK } from '../package-root.ts';
import type { App } from '../app.ts';
import { usageError, type Args } from '../args.ts';
import { absoluteExtraVars, readExtraVars } from '../extra-vars.ts';
import { fileOf, inventorySources, sshOf } from '../options.ts';
import type { Target } from '../targets.ts';
import { trustWords } from './bundle-trust.ts';
import { withBundles, type UsedBundle } from './bundles.ts';
import { checkVars } from './check-vars.ts';
import { preloadWarnings, withBackupVolumes } from './backup-volumes.ts';
import { withConfigJson } from './config-json.ts';
import { proxyLeftOut, withSystemProxy } from './system-proxy.ts';
import { checkFromHere } from './controller-checks.ts';
import { chosen, choiceOf } from './choice.ts';
import { readPlaybook } from './playbook-file.ts';
import { knowingPlay } from './play-hosts.ts';
import { allTargets, targetsOfPlays, withMore } from './plays.ts';
import { assertRehearsed, rehearseWords } from './rehearsal.ts';
import type { wantedSchema } from './request.ts';

/** Everything that a run needs, checked: no device has been touched yet. */
export interface Prepared {
  readonly targets: readonly Target[];
  /** Of all plays that match a device; without those that --tags and --phase leave out. */
  readonly tasks: readonly PlaybookTask[];
  readonly plays: readonly PreparedPlay[];
  /** The batches of all plays, one play after the other. */
  readonly plan: Plan;
  readonly bundles: readonly UsedBundle[];
  /** Of the playbook, in percent; null where it has none. */
  readonly maxFailPercentage: number | null;
  readonly phaseOf: (task: string) => string;
  /** Its name in the playbook. */
  readonly nameOf: (task: string) => string;
}

/** What one play does, and the vars of each of its hosts. */
export interface PreparedPlay {
  readonly index: number;
  readonly tasks: readonly PlaybookTask[];
  readonly vars: ReadonlyMap<string, Vars>;
  /** `any_errors_fatal`. */
  readonly isFatal: boolean;
}

export type Wanted = Readonly<z.infer<typeof wantedSchema>>;

/** What `plan` and `apply` were asked for, with absolute paths. @throws StemError USAGE */
export const wantedOf = (args: Args, app: App): Wanted => ({
  inventory: inventorySources(args, app),
  limit: args.pattern('limit') ?? null,
  playbook: fileOf('playbook', args, app),
  bundle: fileOf('bundle', args, app),
  extraVars: [
    ...absoluteExtraVars(args.list('extra-vars'), app.cwd),
    ...rehearseWords(args),
    ...trustWords(args, app),
  ],
  serial: args.text('serial') ?? null,
  ...sshOf(args, app),
  ...choiceOf(args),
});

/** `prepare`, for a run that begins. @throws StemError PLAN_INVALID where it would stop behind the point of no return */
export async function prepareNew(wanted: Wanted, app: App): Promise<Prepared> {
  const prepared = await prepare(wanted, app);
  const problems = [...wantProblems(prepared.tasks), ...proxyLeftOut(prepared)];
  if (problems.length === 0) return prepared;
  throw new StemError(problems.join('; '), {
    code: 'PLAN_INVALID',
    hint: 'Put the tasks in the order of playbooks/migrate.yml.',
  });
}

/** Reads inventory, playbook and bundle. @throws StemError for any bad input */
export async function prepare(wanted: Wanted, app: App): Promise<Prepared> {
  const { inventory, limit, extraVars, knownHosts, sshConfig, hostKeyPolicy } = wanted;
  const file = wanted.playbook ?? DEFAULT_PLAYBOOK;
  const playbook = chosen(
    readPlaybook(file, readExtraVars(extraVars, app.secrets?.vault), app),
    wanted,
  );
  assertRehearsed(
    wanted,
    playbook.plays.flatMap((play) => play.tasks),
  );
  const playFolder = wanted.playbook === null ? null : dirname(wanted.playbook);
  const ssh = { knownHosts, sshConfig, hostKeyPolicy };
  const query = { inventory, limit, extraVars, ...ssh, playFolder };
  const sizes = serialOf(wanted.serial);
  const found = targetsOfPlays(playbook, query, app).map(knowingPlay(sizes));
  const before = allTargets(found);
  const { targets: bundled, bundles } = needsBundle(found, wanted)
    ? await withBundles(before, wanted, app)
    : { targets: before, bundles: [] };
  const targets = withSystemProxy(
    withBackupVolumes(withConfigJson(bundled, inventory, app), inventory),
  );
  const reached = targets.map(({ host, connection }) => ({ ...host, connection }));
  const manifests = bundles.map(({ manifest }) => manifest);
  const warnings = [...checkFromHere(manifests, reached), ...preloadWarnings(targets)];
  for (const warning of warnings) app.err(`warning: ${warning}`);
  const plays = found.map((one) => ({
    index: playbook.plays.indexOf(one.play),
    tasks: one.play.tasks,
    isFatal: one.play.isAnyErrorFatal,
    vars: withMore(one, before, targets),
  }));
  for (const { vars, tasks } of plays)
    checkVars(
      [...vars].map(([name, of]) => ({ name, vars: of })),
      tasks,
    );
  const tasks = found.flatMap(({ play }) => play.tasks);
  const byKey = new Map(tasks.map((task) => [task.key, task]));
  const limits = found.flatMap(({ play }) => play.maxFailPercentage ?? []);
  return {
    targets,
    tasks,
    plays,
    bundles,
    plan: makePlans(
      found.map(({ play, targets: of }) => ({
        hosts: of.map(({ host }) => host),
        serial: resolveSerial(sizes ?? play.serial, of.length),
      })),
      tasks,
    ),
    maxFailPercentage: limits.length === 0 ? null : Math.min(...limits),
    phaseOf: (key) => byKey.get(keyOfTask(key))?.place ?? '',
    nameOf: (key) => byKey.get(keyOfTask(key))?.name ?? '',
  };
}

/** Modules need none: a playbook without a step of the migration doesn't wait for its check. */
const needsBundle = (found: ReturnType<typeof targetsOfPlays>, { bundle }: Wanted): boolean =>
  bundle !== null || found.some(({ play }) => play.tasks.some(({ isModule }) => isModule !== true));

/** `--serial 1,10%,50`; null where it is not given. @throws StemError USAGE */
function serialOf(text: string | null): readonly SerialSize[] | null {
  if (text === null) return null;
  const sizes = readSerial(text.split(','));
  if (sizes !== null) return sizes;
  throw usageError(`--serial can't be "${text}"`, 'Write sizes of batches: `--serial 1,10%,50`.');
}
