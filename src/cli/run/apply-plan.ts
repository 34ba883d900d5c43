import { HostContext, type Ports } from '../../engine/context.ts';
import { CLOSED } from '../../engine/host.ts';
import { surveyHost } from '../../engine/survey.ts';
import { memoryJournal } from '../../journal/memory.ts';
import { hasCode, StemError, withHint } from '../../model/errors.ts';
import type { Host } from '../../model/session.ts';
import { driftOf } from '../../planning/saved-plan.ts';
import { names } from '../../report/words.ts';
import type { App } from '../app.ts';
import { usageError, type Args } from '../args.ts';
import type { Target } from '../targets.ts';
import { PLANNED_RUN, type Halt } from './halt.ts';
import { plannedHost, type PlanFile } from './plan-file.ts';
import { PLANNED_VARS, recordOf } from './plan-record.ts';
import { playbookOf, sourceDigest } from './plan-saving.ts';
import type { Prepared } from './prepare.ts';

const IN_THE_PLAN = [
  ...['playbook', 'bundle', 'serial', 'phase'],
  ...['known-hosts', 'ssh-config', 'host-key-policy'],
] as const;

/** The plan says what is meant: an option that says it again could say something else. @throws StemError USAGE */
export function refusePlanned(args: Args): void {
  const given = IN_THE_PLAN.filter((name) => args.text(name) !== undefined);
  const lists = ['inventory', 'extra-vars', 'tags', 'skip-tags'].filter(
    (name) => args.list(name).length > 0,
  );
  const flags = ['rehearse'].filter((name) => args.flag(name));
  const all = [...given, ...lists, ...flags];
  if (all.length > 0)
    throw usageError(
      `${all.map((name) => `--${name}`).join(', ')} can't be given with --plan`,
      'Make another plan with these; --limit takes devices away.',
    );
}

/** Playbook and bundles are whole or not at all: no device may go on with another one. @throws StemError PLAN_DRIFTED */
export function checkFiles(plan: PlanFile, { bundles }: Prepared, app: Pick<App, 'err'>): void {
  const playbook = playbookOf(plan.wanted);
  const problems = playbook.sha256 === plan.playbook.sha256 ? [] : [playbook.file];
  const known = new Set(plan.bundles.map(({ sha256 }) => sha256));
  problems.push(...bundles.filter(({ sha256 }) => !known.has(sha256)).map(({ file }) => file));
  if (problems.length > 0)
    throw new StemError(
      `${problems.join(' and ')} ${problems.length === 1 ? 'has' : 'have'} changed since the plan of ${plan.madeAt}`,
      {
        code: 'PLAN_DRIFTED',
        hint: 'Look at what changed, then make a new plan: `stem-remote plan --out FILE`.',
      },
    );
  for (const { file, sha256 } of plan.inventory)
    if (sha256 !== null && sourceDigest(file) !== sha256)
      app.err(
        `warning: ${file} has changed since the plan; a device with other vars is left alone`,
      );
}

/** The batches of the plan. Whom it says nothing of is left out, and said. */
export function plannedBatches(
  plan: PlanFile,
  { targets }: Prepared,
  app: Pick<App, 'err'>,
): readonly (readonly Host[])[] {
  const known = new Map(targets.map(({ host }) => [host.name, host]));
  const planned = new Set(plan.batches.flat());
  const others = [...known.keys()].filter((name) => !planned.has(name));
  if (others.length > 0) app.err(`warning: not in the plan, and left out: ${names(others, 20)}`);
  const silent = [...planned].filter((name) => plannedHost(plan, name) === undefined);
  if (silent.length > 0)
    app.err(`warning: no answer when the plan was made, and left out: ${names(silent, 20)}`);
  const hostOf = (name: string): readonly Host[] => {
    const saved = plannedHost(plan, name);
    return saved === undefined ? [] : [known.get(name) ?? { name, site: saved.site }];
  };
  return plan.batches.map((batch) => batch.flatMap(hostOf)).filter(({ length }) => length > 0);
}

/** Looks at one device before anything is written to it: null where it is as it was planned. */
export function driftCheck(
  plan: PlanFile,
  { targets, tasks }: Prepared,
): (host: Host, ports: Ports) => Promise<Halt | null> {
  const byName = new Map<string, Target>(targets.map((target) => [target.host.name, target]));
  const drifted = (says: string): Halt => ({
    end: 'failed',
    because: `drift since the plan of ${plan.madeAt}: ${says}. Make a new plan for it`,
  });
  const seen = new Set<string>();
  return async (host, ports) => {
    // A later play of the same playbook finds what an earlier one did.
    if (seen.has(host.name)) return null;
    seen.add(host.name);
    const planned = plannedHost(plan, host.name);
    const target = byName.get(host.name);
    if (target === undefined) return drifted('the inventory no longer has it');
    if (planned === undefined) return drifted('it did not answer when the plan was made');
    const vars = { ...target.vars, ...PLANNED_VARS, stem_operator: plan.madeBy };
    const context = new HostContext(host, vars, unrecorded(ports));
    try {
      const survey = await surveyHost(tasks, context);
      const { salt } = plan;
      const drifts = driftOf(planned, recordOf(survey, { site: host.site, vars, salt }));
      return drifts.length === 0 ? null : drifted(shortList(drifts));
    } catch (error) {
      if (hasCode(error, ...CLOSED)) return { end: 'unreachable', because: withHint(error) };
      if (error instanceof StemError) return { end: 'failed', because: error.message };
      throw error;
    } finally {
      await context.hangUp();
    }
  };
}

/** As a plan looks at a device: under no run's name, and nothing of it is journaled. */
const unrecorded = (ports: Ports): Ports => ({
  ...ports,
  runId: PLANNED_RUN,
  journal: memoryJournal(),
  watch: () => undefined,
});

const MOST = 4;

const shortList = (drifts: readonly string[]): string =>
  drifts.length <= MOST
    ? drifts.join('; ')
    : `${drifts.slice(0, MOST).join('; ')}; and ${String(drifts.length - MOST)} more`;
