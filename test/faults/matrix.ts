import { z } from 'zod';

/** One line of the results: what was broken, and what became of the device. */
export const resultSchema = z.object({
  name: z.string(),
  step: z.string(),
  /** Of the step's actions, from 1. This, the system and the moment are those of a migration that was broken at an action. */
  action: z.int().optional(),
  /** The system that was up when the task began. */
  system: z.string().optional(),
  moment: z.string().optional(),
  fault: z.string(),
  outcome: z.enum(['recovered', 'refused', 'failed']),
  /** The system in which the device answered first, over a new connection with the known host key. */
  cameBack: z.string().optional(),
  /** From the fault to that answer. */
  seconds: z.number().optional(),
  goal: z.enum(['reached', 'rolled-back']).optional(),
  resumes: z.int().optional(),
  wasLate: z.boolean().optional(),
  wasRebooted: z.boolean().optional(),
  /** How many faults this one migration went through, where there were more. */
  together: z.int().optional(),
  /** Of the whole case. */
  tookSeconds: z.number().optional(),
  because: z.string().optional(),
  /** What a device was refused with, or how it was migrated. */
  message: z.string().optional(),
  seed: z.string().optional(),
  at: z.string(),
  commit: z.string(),
});
export type Result = Readonly<z.infer<typeof resultSchema>>;

/** Of a case that was tried again the last one. In the order of their names' first sight. */
export const lastOf = (results: readonly Result[]): readonly Result[] => [
  ...new Map(results.map((one) => [one.name, one])).values(),
];

/** The results of lines of JSON, or of a file with `cases`, such as the matrix itself. */
export function readResults(text: string): readonly Result[] {
  const whole = /^\s*\{\s*$/m.test(text.split('\n')[0] ?? '');
  const lines = text.split('\n').filter((one) => one.trim() !== '');
  return lastOf(
    whole
      ? z.object({ cases: z.array(resultSchema) }).parse(JSON.parse(text)).cases
      : lines.map((line) => resultSchema.parse(JSON.parse(line))),
  );
}

/** What `npm run faults:replay` has counted. */
export const crashPointsSchema = z.object({
  ...{ at: z.string(), commit: z.string() },
  recording: z.object({ isWhole: z.boolean(), writes: z.int() }),
  crashPoints: z.object({
    ...{ flushes: z.int(), states: z.int(), booted: z.int(), fileSystemsChecked: z.int() },
    classes: z.array(z.unknown()),
    failures: z.array(z.unknown()),
  }),
});
export type CrashPoints = Readonly<z.infer<typeof crashPointsSchema>>;

export interface Matrix {
  readonly results: readonly Result[];
  /** How many cases of broken migrations there are, of which these were tried. */
  readonly possible: number;
  readonly crashPoints: CrashPoints | null;
}

/** `docs/fault-matrix.json`. */
export function matrixJson({ results, possible, crashPoints }: Matrix): string {
  const disk = crashPoints && {
    checked: crashPoints.crashPoints.states,
    booted: crashPoints.crashPoints.booted,
    classes: crashPoints.crashPoints.classes.length,
    open: crashPoints.crashPoints.failures.length,
    isWhole: crashPoints.recording.isWhole,
  };
  const all = { ...totals(results), possible, crashPoints: disk, cases: results };
  return `${JSON.stringify(all, null, 1)}\n`;
}

const totals = (results: readonly Result[]) => ({
  tried: results.length,
  recovered: count(results, 'recovered'),
  refused: count(results, 'refused'),
  failed: count(results, 'failed'),
  commits: [...new Set(results.map(({ commit }) => commit))],
  from: results.map(({ at }) => at).sort()[0] ?? null,
  to:
    results
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? null,
});

const count = (results: readonly Result[], outcome: Result['outcome']): number =>
  results.filter((one) => one.outcome === outcome).length;

/** `docs/fault-matrix.md`: a row a step, a column a fault; then the other cases; then every case. */
export function matrixMarkdown({ results, possible, crashPoints }: Matrix): string {
  const { tried, recovered, refused, failed, commits, from, to } = totals(results);
  const migrations = results.filter(({ moment }) => moment !== undefined);
  const faults = [...new Set(migrations.map(({ fault }) => fault))];
  const steps = [...new Set(migrations.map(({ step }) => step))];
  return [
    '# The fault matrix',
    '',
    'Written by `npm run faults -- --write` from what happened; not by hand. What is done in each case, and what the words',
    'mean, says [safety.md](safety.md).',
    '',
    `${String(tried)} cases were tried: ${String(recovered)} recovered, ${String(refused)} refused, ${String(failed)} failed.`,
    `${String(migrations.length)} of them are migrations that were broken at an action, of ${String(possible)} that there are.`,
    `From ${from ?? '-'} to ${to ?? '-'}, commit ${commits.join(', ')}.`,
    '',
    '## By step and fault',
    '',
    'How many cases were tried, and how many seconds the slowest device took until it answered over a new connection.',
    '',
    table([
      ['step', ...faults],
      ...steps.map((step) => [step, ...faults.map((fault) => cell(migrations, step, fault))]),
    ]),
    '',
    ...onDisk(crashPoints),
    ...others(results),
    '## Every migration that was broken',
    '',
    'Where more faults than one are named, one migration went through all of them, each at a place of its own.',
    '',
    table([
      ['case', 'outcome', 'came back in', 'after', 'goal', 'resumed', 'faults', 'commit'],
      ...migrations.map(row),
    ]),
    '',
  ].join('\n');
}

const onDisk = (points: CrashPoints | null): readonly string[] =>
  points === null
    ? []
    : [
        '## The disk, at each write',
        '',
        `One migration${points.recording.isWhole ? '' : ', not to its end,'} was recorded, with ${String(points.recording.writes)} writes and ${String(points.crashPoints.flushes)} flushes (${points.at.slice(0, 10)}, commit ${points.commit}).`,
        `${String(points.crashPoints.states)} crash points were rebuilt and checked: kept, lost, reordered and torn writes. They are of ${String(points.crashPoints.classes.length)} classes; ${String(points.crashPoints.booted)} were booted,`,
        `${String(points.crashPoints.fileSystemsChecked)} file systems were checked. What is wrong or not done yet: ${String(points.crashPoints.failures.length)} lines at the end of [crash-points.json](crash-points.json).`,
        '',
      ];

/** Systems that break while they run, wrong targets, other hardware. */
function others(results: readonly Result[]): readonly string[] {
  const rows = results.filter(({ moment }) => moment === undefined);
  if (rows.length === 0) return [];
  return [
    '## Systems that break by themselves, wrong targets, other hardware',
    '',
    table([
      ['case', 'fault', 'outcome', 'came back in', 'seconds', 'what it said', 'commit'],
      ...rows.map((one) => [
        ...[`\`${one.name}\``, one.fault, outcomeOf(one), one.cameBack ?? ''],
        ...[String(one.seconds ?? ''), oneLine(one.message ?? ''), one.commit],
      ]),
    ]),
    '',
  ];
}

function cell(results: readonly Result[], step: string, fault: string): string {
  const these = results.filter((one) => one.step === step && one.fault === fault);
  if (these.length === 0) return '';
  const failed = count(these, 'failed');
  const slowest = Math.max(...these.map(({ seconds = 0 }) => seconds));
  const tried = `${String(these.length)}, ${String(slowest)} s`;
  return failed === 0 ? tried : `${tried}, **${String(failed)} failed**`;
}

const row = (one: Result): readonly string[] => [
  `\`${one.name}\``,
  outcomeOf(one),
  one.cameBack ?? '',
  one.seconds === undefined ? '' : `${String(one.seconds)} s`,
  one.goal ?? '',
  resumed(one),
  String(one.together ?? 1),
  one.commit,
];

const resumed = ({ resumes, wasRebooted = false }: Result): string =>
  resumes === undefined ? '' : `${String(resumes)}${wasRebooted ? ', and a reboot' : ''}`;

const outcomeOf = ({ outcome, because, message }: Result): string =>
  outcome === 'failed' ? `**failed**: ${oneLine(because ?? message ?? '')}` : outcome;

const oneLine = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 200);

const table = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
