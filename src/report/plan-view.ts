import type { Finding } from '../model/step.ts';
import type { SystemName } from '../model/system.ts';
import { shortAction } from './action-text.ts';
import { failureText } from './error-text.ts';
import { batchesText } from './event-line.ts';
import { oneLine, printable } from './printable.ts';
import { bytes, count } from './words.ts';

/** One task of one host's plan. */
export type PlanLine = {
  readonly task: string;
  /** The task's name in the playbook. */
  readonly name: string;
  readonly phase: string;
  readonly verdict: {
    readonly kind: 'needed' | 'satisfied' | 'blocked' | 'passed' | 'undecided';
    readonly because: string;
    readonly hint?: string;
  };
  readonly dependsOn: readonly string[];
  readonly actions: readonly string[];
  readonly findings: readonly Finding[];
  readonly picture?: readonly string[];
  readonly diff?: string | null;
  readonly uploadBytes: number;
  /** Why there is no way back behind it; empty for every other task. */
  readonly noReturn: string;
};

export interface HostPlan {
  readonly host: string;
  readonly site: string;
  readonly where: SystemName;
  readonly tasks: readonly PlanLine[];
}

export const isBlocked = ({ tasks }: HostPlan): boolean =>
  tasks.some(({ verdict }) => verdict.kind === 'blocked');

const uploadOf = ({ tasks }: HostPlan): number =>
  tasks.reduce((sum, { uploadBytes }) => sum + uploadBytes, 0);

/** One host's plan as lines. `isWhole` shows scripts in full, `hasDiff` what changes in files. */
export function planLines(
  plan: HostPlan,
  isWhole: boolean,
  { hasDiff = false }: { readonly hasDiff?: boolean } = {},
): readonly string[] {
  const tasks = hasDiff ? plan.tasks : plan.tasks.map((task) => ({ ...task, diff: null }));
  return [headline(plan), ...phasesOf(tasks).flatMap((each) => phaseLines(each, isWhole))];
}

/** It will act, and only the device will know what that changed. */
const isOpen = ({ verdict, actions }: PlanLine): boolean =>
  verdict.kind === 'undecided' && actions.length > 0;

function headline(plan: HostPlan): string {
  const needed = plan.tasks.filter(({ verdict }) => verdict.kind === 'needed').length;
  const open = plan.tasks.filter(isOpen).length;
  const verdict = isBlocked(plan) ? 'BLOCKED' : needed + open === 0 ? 'nothing to do' : 'ready';
  const also =
    open === 0 ? '' : `, ${count(open, 'task')} of which nobody can know what it changes`;
  const site = plan.site === '' ? '' : ` (${plan.site})`;
  return (
    `${plan.host}${site}: ${verdict}; the ${plan.where} system is up, ` +
    `${count(needed, 'task')} to do${also}, ${bytes(uploadOf(plan))} to send`
  );
}

function phasesOf(tasks: readonly PlanLine[]): readonly (readonly PlanLine[])[] {
  const phases: PlanLine[][] = [];
  for (const task of tasks) {
    const last = phases.at(-1);
    if (last?.[0]?.phase === task.phase) last.push(task);
    else phases.push([task]);
  }
  return phases;
}

const phaseLines = (tasks: readonly PlanLine[], isWhole: boolean): readonly string[] => [
  `  ${tasks[0]?.phase ?? ''}`,
  ...tasks.flatMap((task) => taskLines(task, isWhole)),
];

function taskLines(task: PlanLine, isWhole: boolean): readonly string[] {
  return [
    ...(task.noReturn === '' ? [] : [pointOfNoReturn(task)]),
    `    ${task.task} (${oneLine(task.name)}): ${verdictText(task)}`,
    ...riskLines(task),
    ...findingLines(task.findings, isWhole),
    ...(task.picture ?? []).map((line) => `      | ${oneLine(line)}`),
    ...task.actions.flatMap((action) => actionLines(action, isWhole)),
    ...diffLines(task.diff ?? null),
  ];
}

/** What no care of ours takes away, at the places where one sector decides what boots. */
const TORN =
  'A drive that tears that sector when the power goes leaves a disk that does not boot: nothing outside the drive can prevent that';
const RISKS: Readonly<Record<string, string>> = {
  'boot/rehome':
    'the first sector is written once, in one piece. A drive that tears a sector when the power goes, or loses it, leaves a disk that does not boot: nothing outside the drive can prevent that',
  'install/partition': `the first sector is written once more, with the new partition table. ${TORN}`,
  'finish/loader': `the first sector is written once more, with the loader of the image. ${TORN}`,
  'finish/drop-staging': `one sector of the partition table is written. A drive that tears it when the power goes leaves a system without its state and data partitions`,
  'finish/grow':
    'the partition table is changed by one sector again. A drive that tears that sector when the power goes leaves a disk that does not boot. Without stem_grow this is not done',
};

function riskLines({ task, verdict }: PlanLine): readonly string[] {
  const risk = RISKS[task];
  return risk === undefined || verdict.kind !== 'needed' ? [] : [`      what remains: ${risk}`];
}

const diffLines = (diff: string | null): readonly string[] =>
  diff === null
    ? []
    : printable(diff)
        .split('\n')
        .map((line) => `      ${line}`);

const pointOfNoReturn = ({ noReturn }: PlanLine): string =>
  `  ======== POINT OF NO RETURN: ${oneLine(noReturn)}. Before it, a failure is undone; after it, \`resume\` goes on. ========`;

function verdictText({ verdict, dependsOn }: PlanLine): string {
  const { kind, because, hint = '' } = verdict;
  if (kind === 'blocked') return `BLOCKED: ${failureText(because, hint)}`;
  const condition = dependsOn.length === 0 ? '' : ` [depends on ${dependsOn.join(', ')}]`;
  return `${kind === 'needed' ? 'to do' : kind}: ${oneLine(because)}${condition}`;
}

/** What blocks and what warns in full, the rest as a count, unless all is asked for. */
function findingLines(findings: readonly Finding[], isWhole: boolean): readonly string[] {
  if (findings.length === 0) return [];
  const of = (level: Finding['level']): readonly Finding[] =>
    findings.filter((finding) => finding.level === level);
  const parts = (['ok', 'block', 'warn', 'unknown'] as const)
    .filter((level) => of(level).length > 0)
    .map((level) => `${String(of(level).length)} ${level}`);
  return [
    `      ${count(findings.length, 'check')}: ${parts.join(', ')}`,
    ...[...of('block'), ...of('unknown'), ...of('warn')].flatMap(findingText),
    ...(isWhole
      ? of('ok').map(({ id, title, says }) => `      OK ${id}, ${oneLine(title)}: ${oneLine(says)}`)
      : []),
  ];
}

const findingText = ({ id, level, title, says, prevents, hint }: Finding): readonly string[] => [
  `      ${level.toUpperCase()} ${id}, ${oneLine(title)}: ${failureText(says, hint)}`,
  ...(prevents === '' ? [] : [`          it prevents: ${oneLine(prevents)}`]),
];

function actionLines(action: string, isWhole: boolean): readonly string[] {
  if (!isWhole) return [`      $ ${shortAction(action)}`];
  const [first = '', ...more] = printable(action).split('\n');
  return [`      $ ${first}`, ...more.map((line) => `        ${line}`)];
}

/** The lines below all hosts' plans. `batches` are those of the run, in their order. */
export function planSummary(
  plans: readonly HostPlan[],
  batches: readonly (readonly unknown[])[],
): readonly string[] {
  const unreachable = batches.flat().length - plans.length;
  const blocked = plans.filter(isBlocked);
  const total = plans.reduce((sum, plan) => sum + uploadOf(plan), 0);
  const others = unreachable === 0 ? '' : `, ${String(unreachable)} unreachable`;
  return [
    batchesText(batches),
    `${count(plans.length - blocked.length, 'device')} can go, ${String(blocked.length)} blocked${others}; ` +
      `${bytes(total)} to send in all. Nothing was changed.`,
  ];
}
