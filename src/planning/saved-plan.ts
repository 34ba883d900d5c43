import type { Finding } from '../model/step.ts';
import type { SystemName } from '../model/system.ts';

/** What one task of a plan rests on. Answers and parameters are digests: they may hold what nobody else should read. */
export interface SavedTask {
  readonly task: string;
  readonly verdict: 'needed' | 'satisfied' | 'blocked' | 'passed' | 'undecided';
  /** By the name of the question. */
  readonly facts: Readonly<Record<string, string>>;
  readonly params: string;
  /** Where a step asks many questions, their levels count and not the answers: free bytes change by themselves. */
  readonly findings: Readonly<Record<string, Finding['level']>>;
}

/** What is known of one device when it is planned. */
export interface SavedHost {
  readonly site: string;
  /** Digests of its vars, those of the play and the bundle included; of a secret only that there is one. */
  readonly vars: Readonly<Record<string, string>>;
  /** `ssh-ed25519 SHA256:…`; null where the connection does not tell. */
  readonly hostKey: string | null;
  readonly disk: {
    readonly sectors: string;
    readonly serial: string;
    readonly signature: string;
  };
  readonly system: SystemName;
  readonly tasks: readonly SavedTask[];
}

/** What is no longer as it was planned, as sentences; none where the plan still holds. */
export function driftOf(planned: SavedHost, now: SavedHost): readonly string[] {
  const identity = [...keyDrift(planned, now), ...diskDrift(planned, now)];
  if (identity.length > 0) return identity;
  if (planned.system !== now.system)
    return [`the ${now.system} system is up, it was the ${planned.system} one`];
  return [...varsDrift(planned, now), ...tasksDrift(planned.tasks, now.tasks)];
}

const keyDrift = (planned: SavedHost, now: SavedHost): readonly string[] =>
  planned.hostKey === now.hostKey
    ? []
    : [`its host key is ${now.hostKey ?? 'unknown'}, it was ${planned.hostKey ?? 'unknown'}`];

const DISK = [
  ['sectors', 'size in sectors'],
  ['serial', 'serial number'],
  ['signature', 'signature'],
] as const;

const diskDrift = ({ disk: before }: SavedHost, { disk: now }: SavedHost): readonly string[] =>
  DISK.filter(([key]) => before[key] !== now[key]).map(
    ([key, word]) =>
      `its disk is another one: the ${word} is "${now[key]}", it was "${before[key]}"`,
  );

function varsDrift({ vars: before }: SavedHost, { vars: now }: SavedHost): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const changed = names.filter((name) => before[name] !== now[name]).sort();
  return changed.length === 0 ? [] : [`other vars: ${changed.join(', ')}`];
}

function tasksDrift(before: readonly SavedTask[], now: readonly SavedTask[]): readonly string[] {
  const keysOf = (tasks: readonly SavedTask[]): string => tasks.map(({ task }) => task).join(', ');
  if (keysOf(before) !== keysOf(now)) return ['the playbook has other tasks for it'];
  return now.flatMap((task, index) => {
    const planned = before[index];
    return planned === undefined
      ? []
      : taskDrift(planned, task).map((says) => `${task.task}: ${says}`);
  });
}

const WORDS: Readonly<Record<SavedTask['verdict'], string>> = {
  needed: 'to do',
  satisfied: 'done already',
  blocked: 'blocked',
  passed: 'left out',
  undecided: 'not decided',
};

function taskDrift(planned: SavedTask, now: SavedTask): readonly string[] {
  const worse = worseFindings(planned.findings, now.findings);
  if (worse.length > 0) return worse;
  if (planned.verdict !== now.verdict)
    return [`it was ${WORDS[planned.verdict]}, it is ${WORDS[now.verdict]} now`];
  const facts = Object.keys(now.facts).filter((name) => planned.facts[name] !== now.facts[name]);
  if (facts.length > 0) return facts.map((name) => `another answer to "${name}"`);
  return planned.params === now.params ? [] : ['other parameters'];
}

const RANKS = ['ok', 'unknown', 'warn', 'block'] as const;

/** A check that got better does not stop a device. */
function worseFindings(
  planned: SavedTask['findings'],
  now: SavedTask['findings'],
): readonly string[] {
  return Object.entries(now).flatMap(([id, level]) => {
    const before = planned[id] ?? 'ok';
    return RANKS.indexOf(level) > RANKS.indexOf(before)
      ? [`check ${id} was ${before}, it is ${level} now`]
      : [];
  });
}
