import type { Leftovers } from '../../facts/preflight/customer.ts';
import type { Answers, FactSet } from '../../model/fact.ts';
import type { Json } from '../../model/json.ts';
import { STAGING_LABEL } from '../../model/paths.ts';
import { blocked, defineStep, satisfied, type Finding, type Verdict } from '../../model/step.ts';
import { listText, type Check, type Situation } from './check.ts';
import { CHECKS } from './checks.ts';
import { readPreflight, type PreflightParams } from './params.ts';

/**
 * Asks all checks in one round trip and stops before any write where one of them blocks. A device that this run
 * holds already is judged as what it should be now.
 */
export const deviceStep = defineStep<FactSet, PreflightParams>({
  id: 'preflight/device',
  title: 'Check the device',
  on: 'old',
  interrupted: 'check-again',
  params: readPreflight,
  facts: (params) => Object.fromEntries(CHECKS.map((check) => [check.id, check.fact(params)])),
  check: (answers, params) => verdictOf(findingsOf(answers, params)),
  findings: (answers, params) => findingsOf(answers, params),
  apply: () => [],
  expect: (answers) => answers,
  verify: () => ({ ok: true }),
  rollback: { kind: 'nothing-to-undo', because: 'questions change nothing' },
});

const findingsOf = (answers: Answers, params: PreflightParams): readonly Finding[] => {
  const situation = { ...params, isOurs: isOurs(answers['P39'], params) };
  return CHECKS.map((check) => findingOf(check, answers[check.id] ?? null, situation));
};

function findingOf(check: Check, answer: Json, situation: Situation): Finding {
  const { id, title, prevents, hint } = check;
  const judgement = check.judge(answer, situation);
  const { level } = judgement;
  if (level === 'ok') return { id, title, level, says: judgement.says, prevents: '', hint: '' };
  const isOverridden = level === 'block' && situation.stem_preflight_ignore.includes(id);
  return {
    id,
    title,
    level: isOverridden ? 'warn' : level,
    says: isOverridden ? `${judgement.says} Overridden by stem_preflight_ignore.` : judgement.says,
    prevents,
    hint: judgement.hint ?? hint,
  };
}

/**
 * Held by this run, taken over by the operator's word, or left by a run that was cut and whose lock went with a boot:
 * then nobody is named, and whoever takes the lock goes on from there.
 */
function isOurs(answer: Json | undefined, params: PreflightParams): boolean {
  const { lock, staging, label, files } = answer as Leftovers;
  const holders = [lock, staging].filter((id) => id !== null);
  return holders.length > 0
    ? params.stem_take_over || holders.every((id) => id === params.stem_run_id)
    : label === STAGING_LABEL || files.length > 0;
}

function verdictOf(findings: readonly Finding[]): Verdict {
  const of = (level: Finding['level']): readonly Finding[] =>
    findings.filter((finding) => finding.level === level);
  const blocking = of('block');
  const total = String(findings.length);
  if (blocking.length === 0)
    return satisfied(`of ${total} checks none blocks, ${String(of('warn').length)} to mind`);
  const ids = listText(blocking.map(({ id }) => id));
  return blocked(
    `${String(blocking.length)} of ${total} checks block: ${blocking.map(({ id, title }) => `${id} ${title}`).join(', ')}`,
    `Look at the findings of ${ids}, mend what they name, and run it again.`,
  );
}
