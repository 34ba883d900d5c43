import type { Test } from '../../model/task.ts';
import type { Compiled } from '../../model/templating.ts';
import type { Loader } from './loader.ts';
import type { YamlPath } from './reading.ts';

/** One expression, or a list of them that must all be true. Null where nothing is said. */
export function readTest(loader: Loader, value: unknown, at: YamlPath): Test | null {
  if (value === undefined) return null;
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  const tests = given.map((each, index) =>
    readOne(loader, each, Array.isArray(value) ? [...at, index] : at),
  );
  return (vars) => tests.every((test) => test(vars));
}

function readOne(loader: Loader, value: unknown, at: YamlPath): Test {
  if (typeof value === 'boolean') return () => value;
  const key = at.findLast((part) => typeof part === 'string') ?? '';
  const compiled = compile(loader, typeof value === 'number' ? String(value) : value);
  if (compiled.kind === 'test') return compiled.test;
  loader.report(at, `${key}: ${compiled.problem}`);
  return () => false;
}

function compile({ templating }: Loader, value: unknown): Compiled {
  if (typeof value !== 'string' || value.trim() === '') return problem('an expression is missing');
  const bare = /^\{\{(.*)\}\}$/s.exec(value.trim())?.[1];
  return bare === undefined
    ? templating.compile(value.trim())
    : problem(`it is an expression already, without braces: write \`${bare.trim()}\``);
}

const problem = (says: string): Compiled => ({ kind: 'problem', problem: says });
