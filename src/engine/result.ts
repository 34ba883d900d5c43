import type { Answers } from '../model/fact.ts';
import type { Json } from '../model/json.ts';
import type { Vars } from '../model/params.ts';
import type { Step } from '../model/step.ts';
import type { Task, TaskEnd } from '../model/task.ts';

/** What `register:` keeps: the step's output with Ansible's own keys. */
export type Result = Readonly<Record<string, Json>>;

/** A task that had no end on this host has no result: null. */
export function resultOf(end: TaskEnd): Result | null {
  switch (end.kind) {
    case 'changed':
    case 'unchanged':
      return { ...fieldsOf(end.output), changed: end.kind === 'changed', failed: false };
    case 'satisfied':
      return { changed: false, failed: false, msg: end.because };
    case 'skipped':
      return {
        changed: false,
        skipped: true,
        ...(end.output === undefined
          ? { skip_reason: 'Conditional result was False' }
          : fieldsOf(end.output)),
      };
    case 'passed':
      return { changed: false, skipped: true, skip_reason: end.because };
    case 'blocked':
    case 'failed':
      return {
        changed: false,
        msg: end.because,
        ...fieldsOf(end.output ?? null),
        failed: true,
      };
    case 'unknown':
      return null;
  }
}

/** What a step has to say of its own refusal. */
export function refusalOf(step: Step, facts: Answers, params: unknown): { readonly output?: Json } {
  const output = step.refusal?.(facts, params) ?? null;
  return output === null ? {} : { output };
}

/** An output that is no mapping stands below `output`. */
export const fieldsOf = (output: Json): Result =>
  isMapping(output) ? output : output === null ? {} : { output };

const isMapping = (value: Json): value is Result =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where an action ran, something changed, unless the step says in its output that nothing did. */
export const didChange = (output: Json): boolean =>
  !isMapping(output) || output['changed'] !== false;

/** `changed_when:`, then `failed_when:`, as Ansible does: the second sees what the first said. */
export function judged(task: Task, end: TaskEnd, vars: Vars): TaskEnd {
  const isOut = end.kind === 'skipped' || end.kind === 'passed';
  const result = isOut ? null : resultOf(end);
  const hasTests = task.changedWhen !== undefined || task.failedWhen !== undefined;
  return result === null || !hasTests ? end : decided(task, end, { result, vars });
}

function decided(
  task: Task,
  end: TaskEnd,
  { result, vars }: { readonly result: Result; readonly vars: Vars },
): TaskEnd {
  const changed = task.changedWhen?.(withResult(task, result, vars)) ?? result['changed'] === true;
  const judged: Result = { ...result, changed };
  const verdict = task.failedWhen?.(withResult(task, judged, vars));
  const failed = verdict ?? result['failed'] === true;
  const now = verdict === undefined ? judged : { ...judged, failed_when_result: verdict };
  if (failed) return failedEnd(end, now);
  return { kind: changed ? 'changed' : 'unchanged', output: outputOf(end, now, task) };
}

/** As the step gave it, where nothing but `changed` was judged. */
function outputOf(end: TaskEnd, now: Result, { failedWhen }: Task): Json {
  const isGood = end.kind === 'changed' || end.kind === 'unchanged';
  return isGood && failedWhen === undefined ? end.output : { ...now, failed: false };
}

function failedEnd(end: TaskEnd, result: Result): TaskEnd {
  const [because, hint] =
    'hint' in end ? [end.because, end.hint] : ['`failed_when` is true', READ_OUTPUT];
  return { kind: 'failed', because, hint, output: { ...result, failed: true } };
}

export const READ_OUTPUT =
  'Read its output with `stem-remote log HOST --failed`, then resume or roll back.';

/** What the tests of a task see: its result under its own name, and in `result`. */
export const withResult = ({ register }: Task, result: Json, vars: Vars): Vars => ({
  ...vars,
  result,
  ...(register !== undefined && { [register]: result }),
});

/** The vars after a task: what it registers, and the facts that it found. */
export function learnedFrom({ register }: Task, end: TaskEnd): Vars {
  const result = resultOf(end);
  return {
    ...factsFrom(end),
    ...(register !== undefined && result !== null && { [register]: result }),
  };
}

/** Facts in a result are vars of the host from then on. */
export function factsFrom(end: TaskEnd): Vars {
  const facts = resultOf(end)?.['ansible_facts'] ?? null;
  return isMapping(facts) ? facts : {};
}

/** Facts by the names that they have in Ansible's `ansible_facts`, beside the vars that they are. */
export function withFacts(known: Vars): Vars {
  const facts = Object.entries(known).filter(
    ([name]) => name.startsWith(FACT) && !NO_FACT.test(name),
  );
  if (facts.length === 0) return known;
  const named = facts.map(([name, value]) => [name.slice(FACT.length), value] as const);
  return { ...known, ansible_facts: Object.fromEntries(named) as Result };
}

const FACT = 'ansible_';
const NO_FACT = /^ansible_(?:facts|failed_\w+|loop\w*)$/;
