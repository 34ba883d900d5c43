import type { Test } from '../../model/task.ts';
import { readTest } from './conditions.ts';
import { readEnvironment } from './environment.ts';
import { checkTemplates, type Around, type Inherited, type Loader } from './loader.ts';
import {
  hasTemplate,
  readFlag,
  readNumber,
  readTexts,
  readVarsAt,
  type Located,
  type YamlPath,
} from './reading.ts';

/** What a play, a block or a task adds to what it was handed down. */
export function within(loader: Loader, { value, at }: Located, around: Around): Around {
  const vars = readVarsAt(loader, value['vars'], [...at, 'vars']);
  checkTemplates(loader, vars, [...at, 'vars']);
  const when = readTest(loader, value['when'], [...at, 'when']);
  const tags = readTexts(loader, value['tags'], [...at, 'tags'])
    .flatMap((text) => text.split(','))
    .map((tag) => tag.trim());
  return {
    ...around,
    vars: { ...around.vars, ...withoutExtra(loader, vars) },
    when: when === null ? around.when : [...around.when, when],
    tags: [...new Set([...around.tags, ...tags])],
    inherited: { ...around.inherited, ...readInherited(loader, { value, at }, around.inherited) },
  };
}

/** The command line's vars win over those of a play. */
export const withoutExtra = <T>(
  { extraVars }: Loader,
  vars: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(vars).filter(([name]) => !Object.hasOwn(extraVars, name)));

function readInherited(
  loader: Loader,
  { value, at }: Located,
  { environment: outer = [] }: Inherited,
): Inherited {
  const environment = readEnvironment(loader, value['environment'], [...at, 'environment']);
  const flagAt = (key: string): boolean | null => readFlag(loader, value[key], [...at, key]);
  const become = readBecome(loader, value['become'], [...at, 'become']);
  const hasNoLog = flagAt('no_log');
  const isErrorIgnored = flagAt('ignore_errors');
  const isCheckOnly = flagAt('check_mode');
  const isAnyErrorFatal = flagAt('any_errors_fatal');
  const isOnce = flagAt('run_once');
  const throttle = readNumber(loader, value['throttle'], [...at, 'throttle']);
  checkBecomeUser(loader, value['become_user'], [...at, 'become_user']);
  return {
    ...(become !== null && { become }),
    ...(hasNoLog !== null && { hasNoLog }),
    ...(isErrorIgnored !== null && { isErrorIgnored }),
    ...(isCheckOnly !== null && { isCheckOnly }),
    ...(isAnyErrorFatal !== null && { isAnyErrorFatal }),
    ...(environment.length > 0 && { environment: [...outer, ...environment] }),
    ...(isOnce !== null && { isOnce }),
    ...(throttle !== null && { throttle }),
  };
}

function readBecome(loader: Loader, value: unknown, at: YamlPath): boolean | string | null {
  if (typeof value !== 'string' || !hasTemplate(value)) return readFlag(loader, value, at);
  checkTemplates(loader, value, at);
  return value;
}

function checkBecomeUser(loader: Loader, value: unknown, at: YamlPath): void {
  if (value === undefined || value === 'root') return;
  loader.report(at, 'become_user can only be root: write `su -c` or `sudo -u NAME` into a command');
}

/** All conditions around a task; null where there are none. */
export const allOf = (tests: readonly Test[]): Test | null =>
  tests.length === 0 ? null : (vars) => tests.every((test) => test(vars));
