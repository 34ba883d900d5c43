import { randomUUID } from 'node:crypto';
import { ladderText } from '../../report/ladder.ts';
import type { Args } from '../args.ts';
import type { App } from '../app.ts';
import type { CliCommand } from '../command.ts';
import {
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
import { prepare, wantedOf, type Prepared, type Wanted } from '../run/prepare.ts';
import { maxFailOf } from '../run/max-fail.ts';
import { migrateAll } from '../run/migrate-all.ts';
import { DEFAULT_JUMP_FORKS, type RunRequest } from '../run/request.ts';
import { soakOf } from '../run/proof.ts';
import { newRunId } from '../run/run-id.ts';
import { planAll } from './plan.ts';

/** Migrates: batch by batch, every host through all phases. */
export const applyCommand: CliCommand = {
  usage: 'apply',
  describe: 'Migrate the devices, batch by batch',
  options: {
    ...INVENTORY,
    ...LIMIT,
    ...PLAY,
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
    'dry-run': { type: 'flag', describe: 'The same as `plan`' },
    ...SSH,
    ...FAILED_FILE,
    ...JOURNAL,
    ...VERBOSE,
    ...JSON_LINES,
  },
  examples: [
    ['stem-remote apply -i fleet.ini --serial 1,10%,50', 'a canary first, then ever more'],
    ['stem-remote apply -i fleet.ini --limit berlin --confirm-hosts 12', 'without a terminal'],
  ],
  run: (args, app) => (args.flag('dry-run') ? planAll(args, app) : apply(args, app)),
};

async function apply(args: Args, app: App): Promise<number> {
  const wanted = wantedOf(args, app);
  const prepared = await prepare(wanted, app);
  const request = requestOf(wanted, prepared, { args, app });
  await confirmHosts(
    {
      hosts: prepared.targets.length,
      sites: new Set(Object.values(request.sites)).size,
      ladder: ladderText(prepared.plan.batches),
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
      batches: prepared.plan.batches,
      journal: journalFile(args, app),
      failedFile: fileOf('failed-file', args, app),
      isJson: args.flag('json'),
      verbosity: args.count('verbose'),
    },
    app,
  );
}

function requestOf(
  wanted: Wanted,
  prepared: Prepared,
  { args, app }: { readonly args: Args; readonly app: App },
): RunRequest {
  const { targets, bundles, maxFailPercentage } = prepared;
  const forks = forksOf(args);
  const maxFail = args.text('max-fail') ?? `${String(maxFailPercentage ?? 0)}%`;
  return {
    ...wanted,
    bundles: bundles.map(({ file, sha256 }) => ({ file, sha256 })),
    forks,
    siteForks: args.number('site-forks', 1) ?? forks,
    jumpForks: args.number('jump-forks', 1) ?? DEFAULT_JUMP_FORKS,
    maxFail: maxFailOf(maxFail, targets.length),
    stopsOnFirst: args.flag('stop-on-first') || prepared.isAnyErrorFatal,
    soakMs: soakOf(args.text('soak')),
    healthCommand: args.text('health-command') ?? null,
    operator: app.operator,
    sites: Object.fromEntries(targets.map(({ host }) => [host.name, host.site])),
  };
}
