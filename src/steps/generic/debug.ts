import type { Json } from '../../model/json.ts';
import { anyContent, readModule, valueOfVar, word } from '../../model/module-params.ts';
import { optional, Problem, type Reader, type Value } from '../../model/params.ts';
import { masked, Secret } from '../../model/secret.ts';
import { defineStep, satisfied } from '../../model/step.ts';

interface Debug {
  readonly msg: Json;
  readonly var: string;
  readonly value: Json;
}

/** What a person may see of a value: no secret. */
const shown: Reader<Json> = (value) => (value === undefined ? null : withoutSecrets(value));

export function withoutSecrets(value: Value): Json {
  if (value instanceof Secret) return String(value);
  if (Array.isArray(value)) {
    const content = value.some((part) => part instanceof Secret) ? anyContent(value) : null;
    return content === null || content instanceof Problem
      ? value.map((each: Value) => withoutSecrets(each))
      : masked(content);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, Value]) => [key, withoutSecrets(each)]),
  );
}

/** Ansible's `debug`. The loader gives the value of `var`, which is an expression. */
export const debugStep = defineStep({
  id: 'generic/debug',
  title: 'Show a value',
  on: 'any',
  interrupted: 'check-again',
  takes: {
    known: ['msg', 'var', '_raw_params'],
    instead: { verbosity: 'take it out, or write `when: false`' },
  },
  params: (vars) =>
    readModule<Debug>(
      { ...vars, value: valueOfVar(vars) },
      { msg: optional<Json>(shown, 'Hello world!'), var: optional(word, ''), value: shown },
    ),
  facts: () => ({}),
  check: (_, { msg, var: name, value }) =>
    satisfied(name === '' ? textOf(msg) : `${name}: ${textOf(value)}`),
  output: (_, { msg, var: name, value }) => (name === '' ? { msg } : { [name]: value }),
  apply: () => [],
  expect: (facts) => facts,
  verify: () => ({ ok: true }),
  rollback: { kind: 'nothing-to-undo', because: 'it only shows' },
});

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
