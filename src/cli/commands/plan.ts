import { planHost, type PlannedTask } from '../../engine/dry-run.ts';
import type { Task } from '../../model/task.ts';
import {
  isBlocked,
  planLines,
  planSummary,
  type HostPlan,
  type PlanLine,
} from '../../report/plan-view.ts';
import type { App } from '../app.ts';
import type { Args } from '../args.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import {
  FORKS,
  forksOf,
  INVENTORY,
  JSON_LINES,
  LIMIT,
  PLAY,
  SERIAL,
  SSH,
  VERBOSE,
} from '../options.ts';
import { hasColorOn, paintedText } from '../paint.ts';
import { prepare, wantedOf, type Prepared } from '../run/prepare.ts';
import { connectorTo } from '../connector-to.ts';
import { visitHosts } from '../visit-hosts.ts';

/** The dry run: what `apply` would do to each device, with the exact commands. */
export const planCommand: CliCommand = {
  usage: 'plan',
  describe: 'Show what apply would do to each device; changes nothing',
  options: {
    ...INVENTORY,
    ...LIMIT,
    ...PLAY,
    ...SERIAL,
    ...FORKS,
    ...SSH,
    ...VERBOSE,
    ...JSON_LINES,
  },
  examples: [['stem-remote plan -i fleet.ini --limit berlin -v', 'with every script in full']],
  run: planAll,
};

/** Also what `apply --dry-run` does. */
export async function planAll(args: Args, app: App): Promise<number> {
  const prepared = await prepare(wantedOf(args, app), app);
  const isJson = args.flag('json');
  const hasColor = hasColorOn(app, 'out');
  const plans: HostPlan[] = [];
  const visit = {
    targets: prepared.targets.map((target) => ({
      ...target,
      vars: { ...target.vars, stem_started_at: 'START-TIME' },
    })),
    connector: connectorTo(prepared.targets),
    forks: forksOf(args),
    isJson,
    kind: 'plan.host',
  };
  const exit = await visitHosts(visit, app, async (context, target) => {
    const { system } = await context.locate();
    const plan: HostPlan = {
      host: target.host.name,
      site: target.host.site,
      where: system,
      tasks: linesOf(await planHost(prepared.tasks, context), prepared),
    };
    plans.push(plan);
    const { site, where, tasks } = plan;
    const text = planLines(plan, args.count('verbose') > 0).join('\n');
    return {
      lines: [paintedText(text, hasColor), ''],
      record: { site, where, isBlocked: isBlocked(plan), tasks },
      exit: isBlocked(plan) ? EXIT.failed : EXIT.ok,
    };
  });
  const summary = planSummary(plans, prepared.plan.batches);
  if (isJson) app.err(summary.join('\n'));
  else app.out(summary.join('\n'));
  return exit;
}

function linesOf(
  planned: readonly PlannedTask[],
  { tasks, phaseOf, nameOf }: Prepared,
): readonly PlanLine[] {
  return planned.map((one) => ({
    ...one,
    name: nameOf(one.task),
    phase: phaseOf(one.task),
    noReturn: noReturnOf(tasks.find(({ key }) => key === one.task)),
  }));
}

const noReturnOf = (task: Task | undefined): string =>
  task?.step.rollback.kind === 'point-of-no-return' ? task.step.rollback.because : '';
