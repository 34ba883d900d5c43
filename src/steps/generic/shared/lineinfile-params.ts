import {
  ansibleFlag,
  anyContent,
  ATTRIBUTES,
  devicePath,
  oneOf,
  readModule,
  word,
} from '../../../model/module-params.ts';
import { optional, Problem, type Reader, type Vars } from '../../../model/params.ts';
import type { Content } from '../../../model/secret.ts';
import type { ModuleArguments } from '../../../model/step.ts';
import { invalid, NOT_FOR_FILES, validateWords } from './copy-params.ts';
import type { LineEdit } from './edit-lines.ts';
import type { Put } from './put.ts';
import { pythonRegex } from './python-regex.ts';

export interface LineParams extends Put, Omit<LineEdit, 'line'> {
  readonly path: string;
  readonly line: Content;
  readonly state: 'present' | 'absent';
  readonly create: boolean;
}

export const LINE_ARGUMENTS: ModuleArguments = {
  known: [
    ...['path', 'dest', 'destfile', 'name', 'line', 'value', 'regexp', 'regex', 'search_string'],
    ...['state', 'insertafter', 'insertbefore', 'backrefs', 'create', 'firstmatch', 'backup'],
    ...['validate', 'mode', 'owner', 'group'],
  ],
  instead: { ...NOT_FOR_FILES },
};

const regex: Reader<RegExp> = (value) =>
  typeof value === 'string' ? pythonRegex(value) : new Problem('a regular expression');

/** Where a line goes: a regular expression, or one of two ends. */
const place =
  <T extends string>(...ends: readonly T[]): Reader<RegExp | T> =>
  (value) =>
    ends.find((end) => end === value) ?? regex(value);

interface Given {
  readonly path: string;
  readonly line: Content | null;
  readonly regexp: RegExp | null;
  readonly search_string: string | null;
  readonly state: 'present' | 'absent';
  readonly insertafter: RegExp | 'EOF' | 'BOF' | null;
  readonly insertbefore: RegExp | 'BOF' | null;
  readonly backrefs: boolean;
  readonly create: boolean;
  readonly firstmatch: boolean;
  readonly backup: boolean;
  readonly validate: string;
}

const SHAPE: { readonly [K in keyof Given]: Reader<Given[K]> } = {
  path: devicePath,
  line: optional<Content | null>(anyContent, null),
  regexp: optional<RegExp | null>(regex, null),
  search_string: optional<string | null>(word, null),
  state: oneOf('present', 'absent'),
  insertafter: optional<Given['insertafter']>(place('EOF', 'BOF'), null),
  insertbefore: optional<Given['insertbefore']>(place('BOF'), null),
  backrefs: optional(ansibleFlag, false),
  create: optional(ansibleFlag, false),
  firstmatch: optional(ansibleFlag, false),
  backup: optional(ansibleFlag, false),
  validate: optional(word, ''),
};

type AllGiven = Given & Pick<LineParams, 'mode' | 'owner' | 'group'>;

/** @throws StemError VARS_INVALID */
export function lineParams(vars: Vars): LineParams {
  const given = readModule<AllGiven>(withAliases(vars), { ...ATTRIBUTES, ...SHAPE });
  const problem = RULES.find(([isBroken]) => isBroken(given))?.[1];
  if (problem !== undefined) throw invalid(problem);
  const { line, insertafter, insertbefore } = given;
  return {
    ...given,
    makesFolders: true,
    searchString: given.search_string,
    line: line ?? [],
    insertAfter: insertafter ?? (insertbefore === null ? 'EOF' : null),
    insertBefore: insertbefore,
    firstMatch: given.firstmatch,
    validate: validateWords(given.validate),
  };
}

/** In Ansible's words. */
const RULES: readonly (readonly [isBroken: (given: AllGiven) => boolean, problem: string])[] = [
  [
    ({ regexp, search_string: text }) => regexp !== null && text !== null,
    'parameters are mutually exclusive: regexp|search_string',
  ],
  [
    ({ insertafter, insertbefore }) => insertafter !== null && insertbefore !== null,
    'parameters are mutually exclusive: insertbefore|insertafter',
  ],
  [({ backrefs, regexp }) => backrefs && regexp === null, 'regexp is required with backrefs=true'],
  [
    ({ state, line }) => state === 'present' && line === null,
    'line is required with state=present',
  ],
  [
    ({ line, regexp, search_string: text }) => line === null && regexp === null && text === null,
    'one of line, search_string, or regexp is required with state=absent',
  ],
];

function withAliases(vars: Vars): Vars {
  const path = vars['path'] ?? vars['dest'] ?? vars['destfile'] ?? vars['name'];
  const line = vars['line'] ?? vars['value'];
  const regexp = vars['regexp'] ?? vars['regex'];
  return {
    ...vars,
    ...(path !== undefined && { path }),
    ...(line !== undefined && { line }),
    ...(regexp !== undefined && { regexp }),
  };
}
