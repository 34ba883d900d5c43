import type { FileState } from '../../../facts/file-state.ts';
import type { Outcome } from '../../../model/action.ts';
import { modeText, resolveMode } from '../../../model/file-mode.ts';
import type { Json } from '../../../model/json.ts';
import type { WantedAttributes } from '../../../model/module-params.ts';

/** What Ansible's modules say of a file. */
export function attributesOf(state: FileState): Readonly<Record<string, Json>> {
  if (state.kind === 'absent') return { state: 'absent' };
  const { uid, gid, owner, group, size } = state;
  return { uid, gid, owner, group, size, mode: modeText(state.mode), state: state.kind };
}

/** What chmod gives to what is there, or to what will be made. */
export function wantedMode({ mode }: WantedAttributes, state: FileState, made: number): number {
  const isNew = state.kind === 'absent' || state.kind === 'link';
  const current = isNew ? made & ~state.umask : state.mode;
  const isDirectory = made === NEW_DIRECTORY;
  return mode === null ? current : resolveMode(mode, { current, isDirectory, umask: state.umask });
}

export const NEW_FILE = 0o666;
export const NEW_DIRECTORY = 0o777;

/** What is not as wanted of the mode and the owners of something that is there. */
export function attributeGaps(wanted: WantedAttributes, state: FileState): readonly string[] {
  const made = state.kind === 'directory' ? NEW_DIRECTORY : NEW_FILE;
  const mode = wantedMode(wanted, state, made);
  return [
    ...(mode === state.mode || wanted.mode === null
      ? []
      : [`mode ${modeText(state.mode)} becomes ${modeText(mode)}`]),
    ...(isNamed(wanted.owner, state.owner, state.uid)
      ? []
      : [`owner ${state.owner} becomes ${wanted.owner}`]),
    ...(isNamed(wanted.group, state.group, state.gid)
      ? []
      : [`group ${state.group} becomes ${wanted.group}`]),
  ];
}

const isNamed = (wanted: string, name: string, id: number): boolean =>
  wanted === '' || wanted === name || wanted === String(id);

/** The state as the dry run takes it for true. */
export function withAttributes(
  wanted: WantedAttributes,
  state: FileState,
  made: number,
): FileState {
  const of = (name: string, [there, id]: readonly [string, number]): readonly [string, number] =>
    name === '' ? [there, id] : /^\d+$/.test(name) ? [there, Number(name)] : [name, id];
  const [owner, uid] = of(wanted.owner, [state.owner, state.uid]);
  const [group, gid] = of(wanted.group, [state.group, state.gid]);
  return { ...state, owner, uid, group, gid, mode: wantedMode(wanted, state, made) };
}

/** The name under which what was there is kept on the device: the same path with the same content has the same. */
export function keyOf(state: FileState): string {
  const { path, kind, sha256, target, mode, uid, gid } = state;
  const text = [path, kind, sha256, target, mode, uid, gid].join('\n');
  return `${hash(text, 0)}${hash(text, 1)}`;
}

/** Tells kept files apart; no matter of security. FNV-1a, see http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string, seed: number): string {
  let value = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}

export interface CommandAnswer {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly isCut: boolean;
  readonly startedAt: string;
  readonly endedAt: string;
}

/** The answer of a command, null where there is none. */
export const answerOf = (outcome: Outcome | undefined): CommandAnswer | null =>
  outcome?.kind === 'done' && outcome.result !== null
    ? {
        rc: outcome.result.exitCode,
        stdout: outcome.result.stdout,
        stderr: outcome.result.stderr,
        isCut: outcome.result.isCut,
        startedAt: outcome.startedAt ?? '',
        endedAt: outcome.endedAt ?? '',
      }
    : null;
