import type { Entry } from '../../../facts/entries.ts';
import type { FileState } from '../../../facts/file-state.ts';
import type { Fact, FactsOf } from '../../../model/fact.ts';
import { blocked, needed, satisfied, type Verdict } from '../../../model/step.ts';
import { gapsBelow } from './file-below.ts';
import type { FileArguments, WantedState } from './file-params.ts';
import { attributeGaps } from './file-result.ts';
import { folderOf } from './put.ts';

export type FileFacts = {
  readonly file: Fact<FileState>;
  /** What a link points to, or will. */
  readonly source: Fact<FileState | null>;
  readonly isSame: Fact<boolean>;
  readonly below: Fact<readonly Entry[]>;
};
type Answers = FactsOf<FileFacts>;

/** A link's target counts from the link's folder. */
export const sourceOf = ({ src, path }: FileArguments): string =>
  src.startsWith('/') ? src : `${folderOf(path)}/${src}`;

export function checkFile(facts: Answers, params: FileArguments): Verdict {
  const { file } = facts;
  const state = params.state ?? stateOf(file);
  const obstacle = whyNot(facts, params, state);
  if (obstacle !== null) return blocked(...obstacle);
  switch (state) {
    case 'absent':
      return file.kind === 'absent' ? satisfied('it is not there') : needed(`it is a ${file.kind}`);
    case 'touch':
      return needed(file.kind === 'absent' ? 'there is no such file' : 'its times are set to now');
    case 'link':
      return linkVerdict(facts, params);
    case 'hard':
      return facts.isSame ? attributes(file, facts, params) : needed('there is no such link');
    case 'directory':
      return file.kind === 'directory'
        ? attributes(file, facts, params)
        : needed('there is no such folder');
    case 'file':
      return attributes(file, facts, params);
  }
}

function linkVerdict(facts: Answers, params: FileArguments): Verdict {
  const { file, source } = facts;
  if (file.kind === 'link' && file.target === params.src)
    return attributes(source ?? file, facts, params);
  return needed(file.kind === 'link' ? `it points to ${file.target}` : 'there is no such link');
}

/** Ansible takes what is there; where nothing is, it wants a file. */
export const stateOf = ({ kind }: FileState): WantedState =>
  kind === 'directory' ? 'directory' : 'file';

function attributes(file: FileState, { below }: Answers, params: FileArguments): Verdict {
  const gaps = file.kind === 'absent' ? [] : attributeGaps(params, file);
  const deep = gapsBelow(below, params, file.umask).length;
  const all = deep === 0 ? gaps : [...gaps, `${String(deep)} entries below differ`];
  return all.length === 0 ? satisfied('it is as wanted') : needed(all.join(', '));
}

type Obstacle = readonly [because: string, hint: string];

function whyNot(facts: Answers, params: FileArguments, state: WantedState): Obstacle | null {
  const { kind } = facts.file;
  const { path } = params;
  switch (state) {
    case 'absent':
    case 'touch':
      return null;
    case 'file':
      if (kind === 'file' || kind === 'link') return null;
      return [
        `file (${path}) is ${kind}, cannot continue`,
        'Make it before with `copy:`, or write the state that is meant.',
      ];
    case 'directory':
      return kind === 'directory' || kind === 'absent'
        ? null
        : [`${path} already exists as a ${kind}`, 'Remove it before with `state: absent`.'];
    case 'link':
    case 'hard':
      return whyNoLink(facts, params, state);
  }
}

const FORCE = 'Write `force: true`.';

function whyNoLink(
  { file, source, isSame }: Answers,
  { path, src, force }: FileArguments,
  state: 'link' | 'hard',
): Obstacle | null {
  if (source?.kind === 'absent' && (state === 'hard' || !force))
    return [
      `src file does not exist, use "force=yes" if you really want to create the link: ${src}`,
      'Make the file before, or write `force: true`.',
    ];
  if (force || isSame || file.kind === 'absent') return null;
  if (state === 'hard') return ['Cannot link, different hard link exists at destination', FORCE];
  return file.kind === 'link'
    ? null
    : [`refusing to convert from ${file.kind} to symlink for ${path}`, FORCE];
}
