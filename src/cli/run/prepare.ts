import { dirname } from 'node:path';
import type { z } from 'zod';
import type { Task } from '../../model/task.ts';
import { makePlan, type Plan } from '../../planning/make-plan.ts';
import { readSerial, resolveSerial, type SerialSize } from '../../planning/playbook/serial.ts';
import { DEFAULT_PLAYBOOK } from '../package-root.ts';
import type { App } from '../app.ts';
import { usageError, type Args } from '../args.ts';
import { absoluteExtraVars } from '../extra-vars.ts';
import { fileOf, inventoryFile } from '../options.ts';
import { findTargets, type Target } from '../targets.ts';
import { withBundles, type UsedBundle } from './bundles.ts';
import { checkVars } from './check-vars.ts';
import { checkFromHere } from './controller-checks.ts';
import { readPlaybook } from './playbook-file.ts';
import type { wantedSchema } from './request.ts';

/** Everything that a run needs, checked: no device has been touched yet. */
export interface Prepared {
  readonly targets: readonly Target[];
  readonly tasks: readonly Task[];
  readonly plan: Plan;
  readonly bundles: readonly UsedBundle[];
  /** Of the playbook, in percent; null where it has none. */
  readonly maxFailPercentage: number | null;
  readonly phaseOf: (task: string) => string;
  /** Its name in the playbook. */
  readonly nameOf: (task: string) => string;
}

export type Wanted = Readonly<z.infer<typeof wantedSchema>>;

/** What `plan` and `apply` were asked for, with absolute paths. @throws StemError USAGE */
export const wantedOf = (args: Args, app: App): Wanted => ({
  inventory: inventoryFile(args, app),
  limit: args.pattern('limit') ?? null,
  playbook: fileOf('playbook', args, app),
  bundle: fileOf('bundle', args, app),
  extraVars: absoluteExtraVars(args.list('extra-vars'), app.cwd),
  serial: args.text('serial') ?? null,
  knownHosts: fileOf('known-hosts', args, app),
});

/** Reads inventory, playbook and bundle. @throws StemError for any bad input */
export async function prepare(wanted: Wanted, app: App): Promise<Prepared> {
  const playbook = readPlaybook(wanted.playbook ?? DEFAULT_PLAYBOOK);
  const tasks = playbook.phases.flatMap((phase) => phase.tasks);
  const phases = new Map(
    playbook.phases.flatMap(({ name, tasks: of }) => of.map(({ key }) => [key, name])),
  );
  const found = findTargets(
    {
      inventory: wanted.inventory,
      patterns: [playbook.hosts, ...(wanted.limit === null ? [] : [wanted.limit])],
      extraVars: wanted.extraVars,
      knownHosts: wanted.knownHosts,
      playVars: playbook.vars,
      playFolder: wanted.playbook === null ? null : dirname(wanted.playbook),
    },
    app,
  );
  const { targets, bundles } = await withBundles(found, wanted, app);
  const reached = targets.map(({ host, connection }) => ({ ...host, connection }));
  const manifests = bundles.map(({ manifest }) => manifest);
  for (const warning of checkFromHere(manifests, reached)) app.err(`warning: ${warning}`);
  checkVars(
    targets.map(({ host, vars }) => ({ name: host.name, vars })),
    tasks,
  );
  return {
    targets,
    tasks,
    bundles,
    plan: makePlan(
      targets.map(({ host }) => host),
      tasks,
      resolveSerial(serialOf(wanted.serial) ?? playbook.serial, targets.length),
    ),
    maxFailPercentage: playbook.maxFailPercentage,
    phaseOf: (task) => phases.get(task) ?? '',
    nameOf: (key) => tasks.find((task) => task.key === key)?.name ?? '',
  };
}

/** `--serial 1,10%,50`; null where it is not given. @throws StemError USAGE */
function serialOf(text: string | null): readonly SerialSize[] | null {
  if (text === null) return null;
  const sizes = readSerial(text.split(','));
  if (sizes !== null) return sizes;
  throw usageError(`--serial can't be "${text}"`, 'Write sizes of batches: `--serial 1,10%,50`.');
}
