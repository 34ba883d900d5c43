import { z } from 'zod';
import type { StemEvent } from '../model/event.ts';

/**
 * Every record of `--json`, exactly: no field more, none less. docs/json.md has the same in words, and tests hold the two together
 * and compare them with what commands print. A new field is no new version; a removed or changed one is.
 */
const text = z.string();
const whole = z.number().int().nonnegative();
const names = z.array(text);
const system = z.enum(['old', 'environment', 'new']);
const hostEnd = z.enum(['reached', 'failed', 'unreachable', 'unknown', 'stopped', 'rolled-back']);
const standing = z.enum([...hostEnd.options, 'under way', 'not started']);
const at = z.iso.datetime();

const finding = z.strictObject({
  id: text,
  title: text,
  level: z.enum(['ok', 'warn', 'block', 'unknown']),
  says: text,
  prevents: text,
  hint: text,
});
const findings = z.array(finding);
const verdict = z.strictObject({
  kind: z.enum(['needed', 'satisfied', 'blocked', 'passed', 'undecided']),
  because: text,
  hint: text.optional(),
  isOpen: z.literal(true).optional(),
});
const result = z.strictObject({
  exitCode: z.int(),
  stdout: text,
  stderr: text,
  isCut: z.boolean(),
});
const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), result: result.nullable() }),
  z.strictObject({ kind: z.literal('failed'), because: text, result: result.nullable() }),
  z.strictObject({ kind: z.literal('unknown'), because: text }),
]);
const taskEnd = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.enum(['satisfied', 'passed', 'skipped']),
    because: text,
    output: z.json().optional(),
  }),
  z.strictObject({
    kind: z.enum(['changed', 'unchanged']),
    output: z.json(),
    because: text.optional(),
  }),
  z.strictObject({
    kind: z.enum(['blocked', 'failed', 'unknown']),
    because: text,
    hint: text,
    output: z.json().optional(),
  }),
]);

type Shape = Readonly<Record<string, z.ZodType>>;

/** What the events of a run have in common. */
const event = (shape: Shape): z.ZodType =>
  z.strictObject({ version: z.literal(1), kind: text, runId: text, host: text, at, ...shape });
const record = (shape: Shape): z.ZodType =>
  z.strictObject({ version: z.literal(1), kind: text, ...shape });

const task = { task: text };
const batch = { batch: whole, of: whole, hosts: names };

const EVENTS: Readonly<Record<StemEvent['kind'], z.ZodType>> = {
  'run.started': event({ batches: z.array(names), request: z.json() }),
  'run.stopped': event({ because: text, neverStarted: names.optional() }),
  'batch.started': event(batch),
  'batch.soaking': event({ ...batch, durationMs: whole }),
  'batch.ended': event({ ...batch, notReached: names }),
  'gate.started': event({ text }),
  'gate.ended': event({ ok: z.boolean(), because: text, output: text }),
  'host.seen': event({
    where: z.strictObject({ system, bootId: text }),
    cards: names.optional(),
  }),
  'host.ended': event({ end: hostEnd, because: text }),
  'task.checked': event({ ...task, verdict, findings: findings.optional(), diff: text.optional() }),
  'task.started': event({ ...task, before: z.record(text, z.json()) }),
  'task.ended': event({ ...task, end: taskEnd }),
  'action.started': event({
    ...task,
    index: whole,
    text,
    does: z
      .enum([
        'run',
        'job',
        'write',
        'upload',
        'download',
        'collect',
        'supply',
        'reconnect',
        'reboot',
        'wait',
      ])
      .optional(),
    limitMs: whole.optional(),
  }),
  'action.ended': event({ ...task, index: whole, outcome }),
  'action.output': event({ ...task, text }),
  'action.progress': event({ ...task, bytes: whole, totalBytes: whole }),
  'no-return.crossed': event(task),
  'undo.started': event(task),
  'undo.ended': event({ ...task, ok: z.boolean(), because: text }),
};

const hostView = z.strictObject({
  host: text,
  site: text,
  standing,
  where: system.nullable(),
  hasCrossed: z.boolean(),
  isTouched: z.boolean(),
  lastTask: text,
  because: text,
  hint: text,
  durationMs: whole,
  warnings: findings,
  lastOutput: text,
});
const run = { runId: text, startedAt: at, lastEventAt: at, stoppedBecause: text };
const site = z.strictObject({
  site: text,
  devices: whole,
  reached: whole,
  others: z.partialRecord(standing, whole),
  totalMs: whole,
  longestMs: whole,
});

/** Of a command that looks at one device after the other, where a look failed. */
const error = z.strictObject({ code: text, message: text, hint: text });
/** Either what was found, or `error`. */
const look = (shape: Shape): z.ZodType =>
  z.union([record({ host: text, ...shape }), record({ host: text, error })]);

const planTask = z.strictObject({
  task: text,
  name: text,
  phase: text,
  verdict,
  dependsOn: names,
  actions: names,
  findings,
  picture: names.optional(),
  diff: text.nullable(),
  uploadBytes: whole,
  noReturn: text,
});

/** By their `kind`. */
export const JSON_RECORDS: Readonly<Record<string, z.ZodType>> = {
  ...EVENTS,
  'run.summary': record({
    ...run,
    exitCode: whole,
    neverStarted: names,
    hosts: z.array(hostView),
    failedFile: text.nullable().optional(),
  }),
  'run.report': record({ ...run, sites: z.array(site), visits: names, hosts: z.array(hostView) }),
  run: record({
    runId: text,
    startedAt: at,
    hosts: z.array(z.strictObject({ host: text, standing })),
  }),
  'log.action': record({
    runId: text,
    host: text,
    task: text,
    isUndo: z.boolean(),
    text,
    startedAt: at,
    durationMs: whole.nullable(),
    outcome: z.enum(['done', 'failed', 'unknown', 'cut']),
    exitCode: z.int().nullable(),
    because: text,
    stdout: text,
    stderr: text,
    isCut: z.boolean(),
  }),
  ping: look({ system, bootId: text, ms: whole }),
  facts: look({ facts: z.record(text, z.json()) }),
  exec: look({ exitCode: z.int(), stdout: text, stderr: text, isCut: z.boolean() }),
  device: look({
    site: text,
    standing,
    recorded: system.nullable(),
    system,
    bootId: text,
    lock: text.nullable(),
    staging: text.nullable(),
    says: text,
    ms: whole,
  }),
  'plan.host': look({
    site: text,
    where: system,
    isBlocked: z.boolean(),
    tasks: z.array(planTask),
  }),
  bundle: record({
    file: text,
    bytes: whole,
    sha256: text.nullable(),
    isVerified: z.boolean(),
    signer: z.string().nullable(),
    manifest: z.record(text, z.json()),
  }),
};

/** Null where a record is as documented; else what is wrong with it. */
export function recordProblem(json: unknown): string | null {
  const { kind } = z.looseObject({ kind: text }).parse(json);
  const schema = JSON_RECORDS[kind];
  if (schema === undefined) return `there is no record of the kind ${kind}`;
  const parsed = schema.safeParse(json);
  return parsed.success ? null : `${kind}: ${z.prettifyError(parsed.error)}`;
}
