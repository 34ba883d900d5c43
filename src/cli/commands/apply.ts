import { randomUUID } from 'node:crypto';
import { StemError } from '../../model/errors.ts';
import type { Host } from '../../model/session.ts';
import { ladderText } from '../../report/ladder.ts';
import type { Args } from '../args.ts';
import type { App } from '../app.ts';
import type { CliCommand } from '../command.ts';
import {
  DIFF,
  FAILED_FILE,
  fileOf,
  FORKS,
  forksOf,
  INVENTORY,
  journalFile,
  JOURNAL,
  JSON_LINES,
  LADDER,
  LIMIT,
  PLAY,
  SSH,
  VERBOSE,
} from '../options.ts';
import { confirmHosts } from '../run/confirm.ts';
import { prepareNew, wantedOf, type Wanted } from '../run/prepare.ts';
import { maxFailOf } from '../run/max-fail.ts';
import { checkFiles, driftCheck, plannedBatches, refusePlanned } from '../run/apply-plan.ts';
import { readPlanFile } from '../run/plan-file.ts';
import { migrateAll, type Migration } from '../run/migrate-all.ts';
import { DEFAULT_JUMP_FORKS, type RunRequest } from '../run/request.ts';
import { TRUST } from '../run/bundle-trust.ts';
import { REHEARSE } from '../run/rehearsal.ts';
import { soakOf } from '../run/proof.ts';
import { newRunId } from '../run/run-id.ts';
import { selectNames } from '../targets.ts';
import { planAll } from './plan.ts';

/** Migrates: batch by batch, every host through all phases. */
export const applyCommand: CliCommand = {
  usage: 'apply',
  describe: 'Migrate the devices, batch by batch',
  options: {
    ...INVENTORY,
    ...LIMIT,
    ...PLAY,
    ...TRUST,
    ...REHEARSE,
    ...FORKS,
    ...LADDER,
    'confirm-hosts': {
      type: 'number',
      describe: 'The number of devices that you mean; needed where nobody is at a terminal',
    },
    yes: {
      type: 'flag',
      alias: 'y',
      describe: 'At a terminal, ask nothing; elsewhere --confirm-hosts is needed all the same',
    },
    plan: {
      type: 'text',
      describe: 'A plan of `plan --out`: a device that has changed since is left alone',
    },
    'dry-run': { type: 'flag', describe: 'The same as `plan`' },
    check: { type: 'flag', alias: 'C', describe: "Ansible's word for --dry-run" },
    ...DIFF,
    ...SSH,
    ...FAILED_FILE,
    ...JOURNAL,
    ...VERBOSE,
    ...JSON_LINES,
  },
  examples: [
    ['stem-remote apply -i fleet.ini --serial 1,10%,50', 'a canary first, then ever more'],
    ['stem-remote apply -i fleet.ini --limit berlin --confirm-hosts 12', 'without a terminal'],
    ['stem-remote apply --plan plan.json --confirm-hosts 12', 'what `plan --out plan.json` saw'],
  ],
  run: (args, app) =>
    args.flag('dry-run') || args.flag('check') ? planAll(args, app) : apply(args, app),
};

async function apply(args: Args, app: App): Promise<number> {
  const meant = await meantBy(args, app);
  const { prepared, batches } = meant;
  const request = requestOf(meant, { args, app });
  await confirmHosts(
    {
      hosts: hostsOf(batches).length,
      sites: new Set(Object.values(request.sites)).size,
      ladder: ladderText(batches),
      confirmed: args.number('confirm-hosts', 1),
      isYes: args.flag('yes'),
      isReplaced: prepared.tasks.some(({ step }) => step.rollback.kind === 'point-of-no-return'),
    },
    app,
  );
  const startedMs = Date.now();
  return migrateAll(
    {
      runId: newRunId(startedMs, randomUUID()),
      startedAt: new Date(startedMs).toISOString(),
      prepared,
      request,
      batches,
      ...(meant.checkPlan && { checkPlan: meant.checkPlan }),
      journal: journalFile(args, app),
      failedFile: fileOf('failed-file', args, app),
      isJson: args.flag('json'),
      verbosity: args.count('verbose'),
      showsDiff: args.flag('diff'),
    },
    app,
  );
}

interface Meant extends Pick<Migration, 'prepared' | 'batches' | 'checkPlan'> {
  readonly wanted: Wanted;
  /** `--plan`. */
  readonly plan: string | null;
}

/** What the options say, or a saved plan. */
async function meantBy(args: Args, app: App): Promise<Meant> {
  const file = fileOf('plan', args, app);
  if (file === null) {
    const wanted = wantedOf(args, app);
    const prepared = await prepareNew(wanted, app);
    return { wanted, prepared, batches: prepared.plan.batches, plan: null };
  }
  refusePlanned(args);
  const plan = readPlanFile(file);
  const { wanted } = plan;
  const prepared = await prepareNew(wanted, app);
  checkFiles(plan, prepared, app);
  const limit = args.pattern('limit');
  const chosen = limit === undefined ? null : new Set(selectNames(wanted.inventory, limit, app));
  const batches = plannedBatches(plan, prepared, app)
    .map((batch) => batch.filter(({ name }) => chosen?.has(name) ?? true))
    .filter(({ length }) => length > 0);
  if (batches.length === 0) throw noneLeft(file);
  return { wanted, prepared, batches, plan: file, checkPlan: driftCheck(plan, prepared) };
}

const noneLeft = (file: string): StemError =>
  new StemError(`the plan ${file} has no device that is meant`, {
    code: 'NO_HOSTS',
    hint: 'Make a new plan, or give another --limit.',
  });

/** A host stands in a batch of each of its plays. */
const hostsOf = (batches: Migration['batches']): readonly Host[] => [
  ...new Map(batches.flat().map((host) => [host.name, host])).values(),
];

function requestOf(
  { wanted, prepared, batches, plan }: Meant,
  { args, app }: { readonly args: Args; readonly app: App },
): RunRequest {
  const { bundles, maxFailPercentage } = prepared;
  const hosts = hostsOf(batches);
  const forks = forksOf(args);
  const maxFail = args.text('max-fail') ?? `${String(maxFailPercentage ?? 0)}%`;
  return {
    ...wanted,
    bundles: bundles.map(({ file, sha256 }) => ({ file, sha256 })),
    forks,
    siteForks: args.number('site-forks', 1) ?? forks,
    jumpForks: args.number('jump-forks', 1) ?? DEFAULT_JUMP_FORKS,
    maxFail: maxFailOf(maxFail, hosts.length),
    stopsOnFirst: args.flag('stop-on-first'),
    soakMs: soakOf(args.text('soak')),
    healthCommand: args.text('health-command') ?? null,
    plan,
    operator: app.operator,
    sites: Object.fromEntries(hosts.map(({ name, site }) => [name, site])),
  };
}
