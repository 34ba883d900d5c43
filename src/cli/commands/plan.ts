import { shownOf, type PlannedTask } from '../../engine/dry-run.ts';
import { render, sh } from '../../model/command.ts';
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
  fileOf,
  DIFF,
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
import { writePlanFile } from '../run/plan-file.ts';
import { PLANNED_VARS } from '../run/plan-record.ts';
import { planSaving } from '../run/plan-saving.ts';
import { prepareNew, wantedOf, type Prepared } from '../run/prepare.ts';
import { TRUST } from '../run/bundle-trust.ts';
import { REHEARSE } from '../run/rehearsal.ts';
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
    ...TRUST,
    ...REHEARSE,
    ...SERIAL,
    ...FORKS,
    ...SSH,
    ...DIFF,
    ...VERBOSE,
    ...JSON_LINES,
    out: {
      type: 'text',
      describe: 'Save the plan for `apply --plan`: a device that has changed by then is left alone',
    },
    'detailed-exitcode': {
      type: 'flag',
      describe: '0: nothing to do, 2: there is something to do, 1: a device is blocked or away',
    },
  },
  examples: [
    ['stem-remote plan -i fleet.ini --limit berlin -v', 'with every script in full'],
    ['stem-remote plan -i fleet.ini --out plan.json', 'for `apply --plan plan.json`'],
  ],
  run: planAll,
};

/** Also what `apply --dry-run` does. */
export async function planAll(args: Args, app: App): Promise<number> {
  const wanted = wantedOf(args, app);
  const prepared = await prepareNew(wanted, app);
  for (const says of realRuns(prepared.tasks)) app.err(says);
  const out = fileOf('out', args, app);
  const asked = { operator: app.operator, now: new Date().toISOString() };
  const saving = planSaving(prepared, wanted, asked);
  const isJson = args.flag('json');
  const hasColor = hasColorOn(app, 'out');
  const plans: HostPlan[] = [];
  const visit = {
    targets: prepared.targets.map((target) => ({
      ...target,
      vars: { ...target.vars, ...PLANNED_VARS },
    })),
    connector: connectorTo(prepared.targets),
    forks: forksOf(args),
    isJson,
    kind: 'plan.host',
  };
  const exit = await visitHosts(visit, app, async (context, target) => {
    const survey = await saving.look(context, target);
    const plan: HostPlan = {
      host: target.host.name,
      site: target.host.site,
      where: survey.system,
      tasks: linesOf(survey.tasks, prepared),
    };
    plans.push(plan);
    const { site, where, tasks } = plan;
    const text = planLines(plan, args.count('verbose') > 0, {
      hasDiff: args.flag('diff'),
    }).join('\n');
    return {
      lines: [paintedText(text, hasColor), ''],
      record: { site, where, isBlocked: isBlocked(plan), tasks },
      exit: isBlocked(plan) ? EXIT.failed : EXIT.ok,
    };
  });
  const summary = planSummary(plans, prepared.plan.batches);
  if (isJson) app.err(summary.join('\n'));
  else app.out(summary.join('\n'));
  if (out !== null && exit !== EXIT.aborted) {
    writePlanFile(out, saving.finished());
    app.err(`the plan is saved: stem-remote apply --plan ${render(sh(out))}`);
  }
  return args.flag('detailed-exitcode') ? detailedExit(exit, plans) : exit;
}

/** Ansible runs such a task in check mode; whoever wrote it must not think that a plan does. */
const realRuns = (tasks: Prepared['tasks']): readonly string[] =>
  tasks
    .filter(({ isCheckOnly }) => isCheckOnly === false)
    .map(({ name }) => `warning: ${name}: check_mode: false has no effect, a plan runs nothing`);

/** As Terraform has it, for scripts. What ends the whole command keeps its code. */
function detailedExit(exit: number, plans: readonly HostPlan[]): number {
  if (exit >= EXIT.usage) return exit;
  if (exit !== EXIT.ok) return 1;
  const isOpen = ({ verdict }: PlanLine): boolean =>
    verdict.kind === 'needed' || verdict.kind === 'undecided';
  return plans.some(({ tasks }) => tasks.some(isOpen)) ? 2 : 0;
}

function linesOf(
  planned: readonly PlannedTask[],
  { tasks, phaseOf, nameOf }: Prepared,
): readonly PlanLine[] {
  return planned.map((one) => ({
    ...shownOf(one),
    name: nameOf(one.task),
    phase: phaseOf(one.task),
    noReturn: noReturnOf(tasks.find(({ key }) => key === one.task)),
  }));
}

const noReturnOf = (task: Task | undefined): string =>
  task?.step.rollback.kind === 'point-of-no-return' ? task.step.rollback.because : '';
