import type { Vars } from '../../model/params.ts';
import type { Step } from '../../model/step.ts';
import type { Task } from '../../model/task.ts';
import { nearest } from '../nearest.ts';
import { allOf, within } from './inherited.ts';
import { checkTemplates, type Around, type Loader } from './loader.ts';
import { readMeta } from './meta.ts';
import { moduleArgs, readModuleArgs } from './module-args.ts';
import { problemOfFile, problemOfThat } from './module-extras.ts';
import type { PlaybookTask } from './playbook.ts';
import { isMapping, readText, readVarsAt, type Located, type YamlPath } from './reading.ts';
import { stepArgs } from './step-args.ts';
import { readAction, type TaskAction } from './task-action.ts';
import { handlesOf, readControl, readUndo } from './task-control.ts';
import { withUndo } from './undo.ts';

/** Null where a problem was reported, or where it is a `meta`. The key is the step's id until all tasks are known. */
export function parseTask(
  loader: Loader,
  { value, at }: { readonly value: unknown; readonly at: YamlPath },
  around: Around,
): PlaybookTask | null {
  if (!isMapping(value)) {
    loader.report(at, 'a task is a mapping: `- name: …`, and a module or step below it');
    return null;
  }
  const located = { value, at };
  const action = readAction(loader, located, around);
  if (value['meta'] !== undefined) return readMeta(loader, located, around);
  const name = readText(loader, value['name'], [...at, 'name']) ?? '';
  const inner = within(loader, located, around);
  const control = readControl(loader, located);
  if (action === null) return null;
  const isFlushed = loader.isFlushed;
  loader.isFlushed = false;
  return {
    key: action.step.id,
    name: name === '' && action.isModule ? action.name : name,
    place: around.place,
    play: around.play,
    tags: inner.tags,
    ...(action.isModule ? readModule : readStep)(loader, located, { action, inner }),
    hasAllArgs: true,
    ...marksOf(inner),
    ...control,
    ...(isFlushed && { isFlushed }),
    ...(around.isHandler && { handles: handlesOf(loader, located) }),
  };
}

interface Inside {
  readonly action: TaskAction;
  readonly inner: Around;
}

type What = Pick<Task, 'step' | 'args' | 'isModule' | 'hasUndo' | 'sets'>;

function readModule(loader: Loader, { value, at }: Located, { action, inner }: Inside): What {
  const { key, name, step } = action;
  const given = { name, value: value[key], more: value['args'] };
  const args = readModuleArgs(loader, given, [...at, key]);
  const problem =
    name === 'assert' ? problemOfThat(loader, args['that']) : problemOfFile(loader, { name, args });
  if (problem !== null) loader.report([...at, key], problem);
  checkArguments(loader, { step, name, args }, [...at, key]);
  const undo = readUndo(loader, { value, at });
  return {
    step: undo === null ? step : withUndo(step),
    args: moduleArgs(loader, { name, args, undo, inherited: inner.inherited }),
    isModule: true,
    ...(undo !== null && { hasUndo: true }),
    ...setsOf(name, args),
  };
}

/** A wrong argument is told with its place, before anything runs. */
function checkArguments(
  loader: Loader,
  { step, name, args }: { readonly step: Step; readonly name: string; readonly args: Vars },
  at: YamlPath,
): void {
  const { known = null, instead = {} } = step.takes ?? {};
  if (known === null) return;
  for (const arg of Object.keys(args).filter((each) => !known.includes(each))) {
    const says = Object.hasOwn(instead, arg) ? `: ${instead[arg] ?? ''}` : nearest(arg, known);
    loader.report([...at, arg], `${name} takes no ${arg} here${says}`);
  }
}

const OF_MODULES = [
  ...['changed_when', 'failed_when', 'until', 'check_mode', 'args', 'undo', 'environment'],
];

/** A step of the migration judges itself: it knows what is safe. */
function readStep(loader: Loader, { value, at }: Located, { action }: Inside): What {
  for (const key of OF_MODULES.filter((key) => value[key] !== undefined))
    loader.report(
      [...at, key],
      `${key} is for modules: a step of ours judges itself, and brings its own way back`,
    );
  const name: unknown = value['name'];
  if (typeof name !== 'string' || name.trim() === '')
    loader.report(at, 'name must be a text: it is what an operator reads');
  const args = readVarsAt(loader, value[action.key], [...at, action.key]);
  checkTemplates(loader, args, [...at, action.key]);
  return { step: action.step, args: (vars) => stepArgs(loader.templating, args, vars) };
}

/** What a task has from its play and its blocks; only what is set. */
function marksOf({ inherited, vars, when, within: places, on }: Around): Partial<Task> {
  const test = allOf(when);
  const flags = Object.entries(inherited).filter(
    ([name]) => name !== 'become' && name !== 'environment',
  );
  return {
    ...(on !== null && { on }),
    ...(Object.keys(vars).length > 0 && { vars }),
    ...(test !== null && { when: test }),
    // `check_mode: false` is said back: who wrote it thinks that a plan runs the task.
    ...Object.fromEntries(flags.filter(([name, flag]) => flag !== false || name === 'isCheckOnly')),
    ...(places.length > 0 && { within: places }),
  };
}

/** What a module makes of vars: later tasks read it. */
function setsOf(module: string, args: Vars): Pick<Task, 'sets'> {
  if (module === 'setup') return { sets: ['ansible_*'] };
  if (module !== 'set_fact') return {};
  return { sets: Object.keys(args).filter((name) => name !== 'cacheable') };
}
