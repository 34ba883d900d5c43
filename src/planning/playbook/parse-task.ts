import type { Value, Vars } from '../../model/params.ts';
import type { Step } from '../../model/step.ts';
import type { SystemName } from '../../model/system.ts';
import type { Test } from '../../model/task.ts';
import { nearest } from '../nearest.ts';
import { PHASES, SYSTEM_OF, type PhaseName, type PlaybookTask } from './playbook.ts';
import {
  checkKeys,
  isIdentifier,
  isMapping,
  readFlag,
  readName,
  readVarsAt,
  type Mapping,
  type Reading,
  type YamlPath,
} from './reading.ts';
import { compileWhen } from './when.ts';

const KNOWN = ['name', 'when', 'register', 'ignore_errors', 'no_log', 'vars'];
const NOT_YET = 'it is not supported yet';
const USE_INVENTORY = 'set ansible_user and ansible_become in the inventory';
const LOOP = 'loops are not supported yet: write a task for each item';
const MODULE = 'modules are not supported yet: write stem.generic.shell or stem.generic.copy';
const NESTED = 'a block stands only at the top, and is a phase: write the tasks themselves';
const INSTEAD: Readonly<Record<string, string>> = {
  block: NESTED,
  rescue: 'every step brings its own rollback',
  always: 'every step brings its own rollback',
  become: USE_INVENTORY,
  become_user: USE_INVENTORY,
  remote_user: USE_INVENTORY,
  loop: LOOP,
  with_items: LOOP,
  shell: MODULE,
  command: MODULE,
  copy: MODULE,
  script: MODULE,
  template: MODULE,
  until: NOT_YET,
  retries: NOT_YET,
  delay: NOT_YET,
  changed_when: NOT_YET,
  failed_when: NOT_YET,
  tags: NOT_YET,
  notify: NOT_YET,
};

/** What a block hands down to its tasks. */
export interface Surroundings {
  readonly phase: PhaseName;
  readonly steps: ReadonlyMap<string, Step>;
  readonly vars: Vars;
  readonly when: Test | null;
}

/** `staging/swap-off` is `stem.staging.swap_off` in a playbook. */
export const stepKey = (id: string): string =>
  `stem.${id.replaceAll('/', '.').replaceAll('-', '_')}`;

/** Null where a problem was reported. The key is the step's id until all tasks are known. */
export function parseTask(
  reading: Reading,
  { value, at }: { readonly value: unknown; readonly at: YamlPath },
  around: Surroundings,
): PlaybookTask | null {
  if (!isMapping(value)) {
    reading.report(at, 'a task is a mapping: `- name: …`, and a step below it');
    return null;
  }
  const stepKeys = Object.keys(value).filter((key) => key.startsWith('stem.'));
  const known = [...KNOWN, ...stepKeys];
  checkKeys(reading, { at, value, what: 'task' }, { known, instead: INSTEAD });
  const name = readName(reading, value['name'], at);
  const step = readStep(reading, stepKeys, { at, around });
  const vars = { ...around.vars, ...readVarsAt(reading, value['vars'], [...at, 'vars']) };
  const own = readWhen(reading, value['when'], [...at, 'when']);
  const register = readRegister(reading, value['register'], [...at, 'register']);
  const flags = readFlags(reading, value, at);
  if (step === null) return null;
  const stepKeyText = stepKeys[0] ?? '';
  const args = { ...vars, ...readVarsAt(reading, value[stepKeyText], [...at, stepKeyText]) };
  const tests = [around.when, own].filter((test) => test !== null);
  return {
    key: step.id,
    name,
    step,
    on: SYSTEM_OF[around.phase],
    args: () => args,
    ...(tests.length > 0 && { when: allOf(tests, vars) }),
    ...(register !== null && { register }),
    ...flags,
  };
}

/** The task's vars lie over those of the host, which are asked only where they are needed. */
const allOf =
  (tests: readonly Test[], own: Vars): Test =>
  (vars) => {
    const layered: Vars = Object.assign(Object.create(vars) as Record<string, Value>, own);
    return tests.every((test) => test(layered));
  };

function readStep(
  reading: Reading,
  keys: readonly string[],
  { at, around }: { readonly at: YamlPath; readonly around: Surroundings },
): Step | null {
  const [key, second] = keys;
  if (key === undefined) {
    reading.report(at, 'the task has no step: write one like `stem.staging.swap_off:`');
    return null;
  }
  if (second !== undefined)
    reading.report([...at, second], 'a task has one step: make a second task of this one');
  const steps = [...around.steps.values()];
  const step = steps.find(({ id }) => stepKey(id) === key);
  const names = steps.map(({ id }) => stepKey(id));
  if (step === undefined)
    reading.report([...at, key], `there is no step ${key}${nearest(key, names)}`);
  else if (step.on !== 'any' && step.on !== SYSTEM_OF[around.phase])
    reading.report([...at, key], `${key} runs on the ${step.on} system: ${blockOf(step.on)}`);
  return step ?? null;
}

const blockOf = (system: SystemName): string =>
  `move it to the block ${PHASES.find((phase) => SYSTEM_OF[phase] === system) ?? ''}`;

/** One expression, or a list of them that must all be true. */
export function readWhen(reading: Reading, value: unknown, at: YamlPath): Test | null {
  if (value === undefined) return null;
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  const tests = given.map((each, index): Test => {
    const where = Array.isArray(value) ? [...at, index] : at;
    if (typeof each === 'boolean') return () => each;
    const compiled =
      typeof each === 'string' && each.trim() !== ''
        ? compileWhen(each.trim())
        : ({ kind: 'problem', problem: 'an expression is missing' } as const);
    if (compiled.kind === 'test') return compiled.test;
    reading.report(where, `when: ${compiled.problem}`);
    return () => false;
  });
  return (vars) => tests.every((test) => test(vars));
}

function readRegister(reading: Reading, value: unknown, at: YamlPath): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && isIdentifier(value)) return value;
  reading.report(at, 'register must be the name of a var');
  return null;
}

function readFlags(
  reading: Reading,
  value: Mapping,
  at: YamlPath,
): Pick<PlaybookTask, 'isErrorIgnored' | 'hasNoLog'> {
  const isErrorIgnored = readFlag(reading, value['ignore_errors'], [...at, 'ignore_errors']);
  const hasNoLog = readFlag(reading, value['no_log'], [...at, 'no_log']);
  return { ...(isErrorIgnored && { isErrorIgnored }), ...(hasNoLog && { hasNoLog }) };
}
