import { createHash } from 'node:crypto';
import type { Survey } from '../../engine/survey.ts';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import type { SavedHost, SavedTask } from '../../planning/saved-plan.ts';
import type { PlannedTask } from '../../engine/dry-run.ts';

/** What differs between two looks at a device, and means nothing: who asks, when, and which boot it is in. */
const OWN_VARS: readonly string[] = ['stem_operator', 'stem_started_at', 'stem_run_id'];
const OF_A_BOOT: readonly string[] = ['bootId'];

/** In a plan, whose run has no id and no start yet. */
export const PLANNED_VARS: Vars = { stem_started_at: 'START-TIME' };

interface Asked {
  readonly site: string;
  readonly vars: Vars;
  /** Of the plan: a digest of a short answer can't be looked up in a table made beforehand. */
  readonly salt: string;
}

/** Turns what was found of a device into what a plan keeps of it. */
export function recordOf(survey: Survey, { site, vars, salt }: Asked): SavedHost {
  const digest = (what: string, value: unknown): string =>
    createHash('sha256')
      .update(`${salt}\n${what}\n${JSON.stringify([value], withoutBoot)}`)
      .digest('hex')
      .slice(0, 16);
  const kept = Object.entries(vars).filter(([name]) => !OWN_VARS.includes(name));
  return {
    site,
    vars: Object.fromEntries(
      kept.map(([name, value]) => [name, value instanceof Secret ? 'secret' : digest(name, value)]),
    ),
    hostKey: survey.hostKey,
    disk: survey.disk,
    system: survey.system,
    tasks: survey.tasks.map((task) => taskOf(task, digest)),
  };
}

const withoutBoot = (key: string, value: unknown): unknown =>
  OF_A_BOOT.includes(key) ? undefined : value;

function taskOf(
  { task, verdict, findings, basis }: PlannedTask,
  digest: (what: string, value: unknown) => string,
): SavedTask {
  const facts = findings.length > 0 ? [] : Object.entries(basis.facts);
  return {
    task,
    verdict: verdict.kind,
    facts: Object.fromEntries(facts.map(([name, answer]) => [name, digest(name, answer)])),
    params: digest(task, basis.params),
    findings: Object.fromEntries(findings.map(({ id, level }) => [id, level])),
  };
}
