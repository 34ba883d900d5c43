import type { Json } from '../../model/json.ts';
import type { Step } from '../../model/step.ts';
import {
  BLOCK_KEYS,
  HANDLER_KEYS,
  LOOP_CONTROL_KEYS,
  PLAY_KEYS,
  TASK_KEYS,
  type KeyTable,
  type KeyType,
} from './keys.ts';
import { META_NAMES } from './meta.ts';
import { modulesOf, stepKey } from './module-names.ts';

type Schema = Readonly<Record<string, Json>>;

const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
const listOf = (items: Schema): Schema => ({ type: 'array', items });

const FLAG: Schema = { type: ['boolean', 'string'] };
const NUMBER: Schema = { type: ['number', 'string'], minimum: 0 };
const EXPRESSION: Schema = { type: ['boolean', 'string', 'number'] };
const ENVIRONMENT: Schema = { type: ['object', 'string', 'null'] };
const TEXT_OR_NUMBER: Schema = { type: ['string', 'number'] };

const OF_TYPE: Readonly<Record<KeyType, Schema>> = {
  text: { type: ['string', 'number'] },
  flag: FLAG,
  count: NUMBER,
  seconds: NUMBER,
  percent: TEXT_OR_NUMBER,
  expression: { anyOf: [EXPRESSION, listOf(EXPRESSION)] },
  texts: { anyOf: [TEXT_OR_NUMBER, listOf(TEXT_OR_NUMBER)] },
  serial: { anyOf: [TEXT_OR_NUMBER, listOf(TEXT_OR_NUMBER)] },
  vars: { type: ['object', 'null'] },
  loop: { type: ['array', 'string'] },
  'loop-control': ref('loop_control'),
  tasks: { anyOf: [ref('tasks'), { type: 'null' }] },
  handlers: listOf(ref('handler')),
  undo: { anyOf: [{ type: 'string' }, listOf({ type: 'string' })] },
  environment: {
    anyOf: [ENVIRONMENT, listOf(ENVIRONMENT)],
  },
  meta: { enum: META_NAMES },
};

/** The schema of a playbook for editors, from the same tables that the loader reads by. JSON Schema, draft 7. */
export function playbookSchema(steps: ReadonlyMap<string, Step>): Json {
  const actions = actionsOf(steps);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A playbook of stem-remote',
    ...listOf(ref('play')),
    definitions: {
      play: { ...mapping(PLAY_KEYS), required: ['hosts'] },
      tasks: listOf({ if: { required: ['block'] }, then: ref('block'), else: ref('task') }),
      block: { ...mapping(BLOCK_KEYS), required: ['block'] },
      task: mapping(TASK_KEYS, actions),
      handler: mapping(HANDLER_KEYS, actions),
      loop_control: mapping(LOOP_CONTROL_KEYS),
    },
  };
}

function mapping(keys: KeyTable, more: Schema = {}): Schema {
  const own = Object.entries(keys).map(([key, { type, does }]) => [
    key,
    { description: does, ...OF_TYPE[type] },
  ]);
  return {
    type: 'object',
    properties: { ...(Object.fromEntries(own) as Schema), ...more },
    additionalProperties: false,
  };
}

/** Modules under both of their names, and the steps of ours. */
function actionsOf(steps: ReadonlyMap<string, Step>): Schema {
  const modules = modulesOf(steps);
  const own = [...steps.values()].filter((step) => ![...modules.values()].includes(step));
  return Object.fromEntries([
    ...[...modules].flatMap(([name, step]): [string, Schema][] => [
      [name, argumentsOf(step)],
      [`ansible.builtin.${name}`, argumentsOf(step)],
    ]),
    ...own.map(({ id, title }): [string, Schema] => [
      stepKey(id),
      { description: title, type: ['object', 'null'] },
    ]),
  ]);
}

function argumentsOf({ title, takes }: Step): Schema {
  const known = takes?.known ?? null;
  const names = (known ?? []).filter((name) => !name.startsWith('_'));
  return {
    description: title,
    type: ['object', 'string', 'number', 'null'],
    ...(known !== null && {
      properties: Object.fromEntries(names.map((name) => [name, {}])),
      additionalProperties: false,
    }),
  };
}
