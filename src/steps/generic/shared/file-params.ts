import {
  ansibleFlag,
  ATTRIBUTES,
  devicePath,
  oneOf,
  readModule,
  tidy,
  word,
  type WantedAttributes,
} from '../../../model/module-params.ts';
import { optional, type Reader, type Vars } from '../../../model/params.ts';
import type { User } from '../../../model/fact.ts';
import type { ModuleArguments } from '../../../model/step.ts';
import { invalid, NOT_FOR_FILES } from './copy-params.ts';

export type WantedState = 'file' | 'directory' | 'touch' | 'absent' | 'link' | 'hard';

export interface FileArguments extends WantedAttributes {
  readonly path: string;
  /** Null: what is there stays what it is. */
  readonly state: WantedState | null;
  readonly src: string;
  readonly recurse: boolean;
  readonly force: boolean;
  readonly follow: boolean;
  readonly as: User;
}

const TIMES = 'take it out, `command: touch -d …` sets times';

export const FILE_ARGUMENTS: ModuleArguments = {
  known: [
    ...['path', 'dest', 'name', 'state', 'src', 'recurse', 'force', 'follow'],
    ...['mode', 'owner', 'group'],
  ],
  instead: { ...NOT_FOR_FILES, access_time: TIMES, modification_time: TIMES },
};

type Given = Omit<FileArguments, 'state' | 'as'> & { readonly state: WantedState | '' };

/** @throws StemError VARS_INVALID */
export function fileParams(vars: Vars): FileArguments {
  const path = vars['path'] ?? vars['dest'] ?? vars['name'];
  const given = readModule<Given>({ ...vars, ...(path !== undefined && { path }) }, SHAPE);
  const problem = problemOf(given);
  if (problem !== null) throw invalid(problem);
  const { state, src } = given;
  return { ...given, src: tidy(src === '' ? '.' : src), state: state === '' ? null : state };
}

const SHAPE: { readonly [K in keyof Given]: Reader<Given[K]> } = {
  ...ATTRIBUTES,
  path: devicePath,
  state: oneOf<Given['state']>('', 'file', 'directory', 'touch', 'absent', 'link', 'hard'),
  src: optional(word, ''),
  recurse: optional(ansibleFlag, false),
  force: optional(ansibleFlag, false),
  follow: optional(ansibleFlag, true),
};

function problemOf({ state, src, recurse, path }: Given): string | null {
  if ((state === 'link' || state === 'hard') && src === '')
    return `src is required for state=${state}`;
  if (recurse && state !== 'directory') return 'recurse option requires state to be directory';
  return path === '/' && state === 'absent' ? '`/` is never removed' : null;
}
