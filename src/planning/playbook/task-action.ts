import type { Step } from '../../model/step.ts';
import { nearest } from '../nearest.ts';
import { TASK_INSTEAD } from './instead.ts';
import { HANDLER_KEYS, TASK_KEYS, type KeySpec, type KeyTable } from './keys.ts';
import type { Around, Loader } from './loader.ts';
import { shortName, stepKey, unknownModule } from './module-names.ts';
import { PHASES, SYSTEM_OF } from './playbook.ts';
import { unknownKey, type Located, type YamlPath } from './reading.ts';

/** What a task does: a module, or a step of the migration. */
export interface TaskAction {
  readonly key: string;
  readonly name: string;
  readonly step: Step;
  readonly isModule: boolean;
}

/** The one key of a task that is neither ours nor Ansible's grammar: its module, or a step of the migration. */
export function readAction(
  loader: Loader,
  { value, at }: Located,
  around: Around,
): TaskAction | null {
  const table = around.isHandler ? HANDLER_KEYS : TASK_KEYS;
  const others = Object.keys(value).filter((key) => !Object.hasOwn(table, key));
  const found = others.map((key) => ({ key, action: actionOf(loader, key) }));
  for (const { key, action } of found)
    if (action === null) loader.report([...at, key], problemOf(loader, key, table));
  const [first, second] = found.flatMap(({ action }) => action ?? []);
  if (second !== undefined)
    loader.report(
      [...at, second.key],
      'a task has one module or step: make a second task of this one',
    );
  if (others.length === 0 && value['meta'] === undefined)
    loader.report(
      at,
      'the task has no module: write one like `command: uptime` or `stem.staging.swap_off:`',
    );
  if (first?.isModule === false) checkSystem(loader, first, { at, around });
  return first ?? null;
}

function actionOf({ modules, steps }: Loader, key: string): TaskAction | null {
  const name = shortName(key);
  const module = modules.get(name);
  if (module !== undefined) return { key, name, step: module, isModule: true };
  const step = [...steps.values()].find(({ id }) => stepKey(id) === key);
  return step === undefined || key.startsWith('stem.generic.')
    ? null
    : { key, name: key, step, isModule: false };
}

function problemOf({ modules, steps }: Loader, key: string, table: KeyTable): string {
  if (key.startsWith('stem.generic.'))
    return `${key} is a module: write \`${key.slice('stem.generic.'.length)}:\``;
  if (key.startsWith('stem.')) {
    const names = [...steps.values()].map(({ id }) => stepKey(id));
    return `there is no step ${key}${nearest(key, names)}`;
  }
  if (/^with_\w+$/.test(key))
    return `${key} is no key of a task here: write \`loop\` with the list itself`;
  return unknownWord(key, [...modules.keys()], table);
}

function unknownWord(key: string, modules: readonly string[], table: KeyTable): string {
  const isKey = Object.hasOwn(TASK_INSTEAD, shortName(key));
  const says = isKey ? null : unknownModule(key, modules);
  if (says !== null) return says;
  const asKeys = Object.fromEntries(modules.map((name) => [name, MODULE_KEY]));
  const known = { ...table, ...asKeys };
  return unknownKey(shortName(key), 'task', { known, instead: TASK_INSTEAD });
}

const MODULE_KEY: KeySpec = { type: 'vars', does: 'A module.' };

function checkSystem(
  loader: Loader,
  { key, step }: TaskAction,
  { at, around }: { readonly at: YamlPath; readonly around: Around },
): void {
  if (around.on === null) {
    loader.report([...at, key], `${key} stands in a block named prepare, install or finish`);
  } else if (step.on !== 'any' && step.on !== around.on) {
    const block = PHASES.find((phase) => SYSTEM_OF[phase] === step.on) ?? '';
    loader.report(
      [...at, key],
      `${key} runs on the ${step.on} system: move it to the block ${block}`,
    );
  }
}
