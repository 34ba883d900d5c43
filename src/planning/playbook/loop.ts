import { StemError } from '../../model/errors.ts';
import type { Value } from '../../model/params.ts';
import type { Loop } from '../../model/task.ts';
import { LOOP_CONTROL_KEYS } from './keys.ts';
import { checkTemplates, type Loader } from './loader.ts';
import {
  checkKeys,
  hasTemplate,
  isMapping,
  readFlag,
  readNumber,
  readText,
  readVarName,
  type Mapping,
  type YamlPath,
} from './reading.ts';

/** `loop` or `with_items` with its `loop_control`. Null where the task has none. */
export function readLoop(loader: Loader, task: Mapping, at: YamlPath): Loop | null {
  const key = task['loop'] !== undefined ? 'loop' : 'with_items';
  const value = task[key];
  if (value === undefined) {
    if (task['loop_control'] !== undefined)
      loader.report([...at, 'loop_control'], 'loop_control needs a `loop`');
    return null;
  }
  if (task['loop'] !== undefined && task['with_items'] !== undefined)
    loader.report([...at, 'with_items'], 'a task has one loop: take `with_items` out');
  if (!Array.isArray(value) && !hasTemplate(value))
    loader.report([...at, key], `${key} must be a list, or a template that gives one`);
  checkTemplates(loader, value, [...at, key]);
  return {
    items: (vars) => {
      const rendered = loader.templating.render(value as Value, vars);
      const items: readonly Value[] | null = Array.isArray(rendered) ? rendered : null;
      if (items !== null) return key === 'loop' ? items : items.flat(1);
      throw new StemError(`${key} must be a list, and is ${JSON.stringify(rendered)}`, {
        code: 'VARS_INVALID',
        hint: 'Write a list, or a template that gives one.',
      });
    },
    ...readControl(loader, task['loop_control'], [...at, 'loop_control']),
  };
}

type Control = Omit<Loop, 'items'>;

function readControl(loader: Loader, value: unknown, at: YamlPath): Control {
  const control = isMapping(value) ? value : {};
  if (value !== undefined && !isMapping(value))
    loader.report(at, 'loop_control must be a mapping: `label: …` below it');
  const known = { known: LOOP_CONTROL_KEYS, instead: {} };
  checkKeys(loader, { at, value: control, what: 'loop_control' }, known);
  const indexVar = readVarName(loader, control['index_var'], [...at, 'index_var']);
  const label = readText(loader, control['label'], [...at, 'label']);
  checkTemplates(loader, label, [...at, 'label']);
  return {
    itemVar: readVarName(loader, control['loop_var'], [...at, 'loop_var']) ?? 'item',
    pauseMs: 1000 * (readNumber(loader, control['pause'], [...at, 'pause']) ?? 0),
    ...(indexVar !== null && { indexVar }),
    ...(label !== null && {
      label: (vars) => labelText(loader.templating.render(label, vars)),
    }),
    ...(readFlag(loader, control['extended'], [...at, 'extended']) === true && {
      isExtended: true,
    }),
  };
}

const labelText = (label: Value): string =>
  typeof label === 'string' ? label : JSON.stringify(label);
