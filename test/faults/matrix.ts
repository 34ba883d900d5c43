import { z } from 'zod';

/** One line of the results: what was broken, and what became of the device. */
export const resultSchema = z.object({
  name: z.string(),
  step: z.string(),
  /** Of the step's actions, from 1. */
  action: z.int(),
  /** The system that was up when the task began. */
  system: z.string(),
  moment: z.string(),
  fault: z.string(),
  outcome: z.enum(['recovered', 'refused', 'failed']),
  /** The system in which the device answered first, over a new connection with the known host key. */
  cameBack: z.string().optional(),
  /** From the fault to that answer. */
  seconds: z.number().optional(),
  goal: z.enum(['reached', 'rolled-back']).optional(),
  resumes: z.int().optional(),
  wasLate: z.boolean().optional(),
  /** How many faults this one migration went through, where there were more. */
  together: z.int().optional(),
  /** Of the whole case. */
  tookSeconds: z.number().optional(),
  because: z.string().optional(),
  seed: z.string(),
  at: z.string(),
  commit: z.string(),
});
export type Result = Readonly<z.infer<typeof resultSchema>>;

/** The results of lines of JSON; of a case that was tried again the last one. In the order of their names' first sight. */
export function readResults(text: string): readonly Result[] {
  const byName = new Map<string, Result>();
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const result = resultSchema.parse(JSON.parse(line));
    byName.set(result.name, result);
  }
  return [...byName.values()];
}

/** `docs/fault-matrix.json`. `possible`: how many cases there are, of which these were tried. */
export const matrixJson = (results: readonly Result[], possible: number): string =>
  `${JSON.stringify({ ...totals(results), possible, cases: results }, null, 1)}\n`;

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

/** `docs/fault-matrix.md`: a row a step, a column a fault; then every case. */
export function matrixMarkdown(results: readonly Result[], possible: number): string {
  const { tried, recovered, refused, failed, commits, from, to } = totals(results);
  const faults = [...new Set(results.map(({ fault }) => fault))];
  const steps = [...new Set(results.map(({ step }) => step))];
  return [
    '# The fault matrix',
    '',
    'Written by `npm run faults -- --write` from what happened; not by hand. What is done in each case, and what the words',
    'mean, says [safety.md](safety.md).',
    '',
    `${String(tried)} of ${String(possible)} possible cases were tried: ${String(recovered)} recovered, ${String(refused)} refused, ${String(failed)} failed.`,
    `From ${from ?? '-'} to ${to ?? '-'}, commit ${commits.join(', ')}.`,
    '',
    '## By step and fault',
    '',
    'How many cases were tried, and how many seconds the slowest device took until it answered over a new connection.',
    '',
    table([
      ['step', ...faults],
      ...steps.map((step) => [step, ...faults.map((fault) => cell(results, step, fault))]),
    ]),
    '',
    '## Every case',
    '',
    table([
      ['case', 'outcome', 'came back in', 'after', 'goal', 'resumed', 'faults', 'commit'],
      ...results.map(row),
    ]),
    '',
  ].join('\n');
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
  one.outcome === 'failed' ? `**failed**: ${oneLine(one.because ?? '')}` : one.outcome,
  one.cameBack ?? '',
  one.seconds === undefined ? '' : `${String(one.seconds)} s`,
  one.goal ?? '',
  one.resumes === undefined ? '' : String(one.resumes),
  String(one.together ?? 1),
  one.commit,
];

const oneLine = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 200);

const table = ([head = [], ...rows]: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
