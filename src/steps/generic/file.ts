import { makeFolders, makeLink, setAll, tellSame } from '../../commands/find-gaps.ts';
import { removeSaved, setAttributes } from '../../commands/put-file.ts';
import { entriesBelow, noEntries } from '../../facts/entries.ts';
import { fileState, noFile, type FileState } from '../../facts/file-state.ts';
import { run, type Action } from '../../model/action.ts';
import { sh, type ShellCommand } from '../../model/command.ts';
import type { FactsOf, User } from '../../model/fact.ts';
import type { Json } from '../../model/json.ts';
import { defineStep } from '../../model/step.ts';
import { FILE_ARGUMENTS, fileParams, type FileArguments } from './shared/file-params.ts';
import {
  answerOf,
  attributesOf,
  keyOf,
  NEW_DIRECTORY,
  NEW_FILE,
  wantedMode,
  withAttributes,
} from './shared/file-result.ts';
import { checkFile, sourceOf, stateOf, type FileFacts } from './shared/file-check.ts';
import { gapsBelow, undoBelow } from './shared/file-below.ts';
import { PUT_MS, undoPut } from './shared/put.ts';

type Answers = FactsOf<FileFacts>;

/** Ansible's `file`. */
export const fileStep = defineStep<FileFacts, FileArguments>({
  id: 'generic/file',
  title: 'Set what lies at a path',
  on: 'any',
  interrupted: 'check-again',
  takes: FILE_ARGUMENTS,
  params: fileParams,
  paths: ({ path, state, src }) => (state === 'link' || state === 'hard' ? [path, src] : [path]),
  facts: (params) => {
    const { path, as } = params;
    const isLink = params.state === 'link' || params.state === 'hard';
    const follow = params.follow && !isLink && params.state !== 'absent';
    return {
      file: fileState({ path, as, follow }),
      source: isLink ? fileState({ path: sourceOf(params), as, follow: true }) : noFile,
      isSame: {
        name: `same file ${path} ${params.src}`,
        command: params.state === 'hard' ? tellSame(path, params.src) : sh('false'),
        as,
        parse: ({ exitCode }) => exitCode === 0,
      },
      below: params.recurse ? entriesBelow(path, as) : noEntries,
    };
  },
  check: (facts, params) => checkFile(facts, params),
  output: outputOf,
  refusal: ({ file }, { path, state }) => ({
    path,
    ...(file.kind === 'absent' && (state ?? 'file') === 'file' && { state: 'absent' }),
  }),
  apply: applyFile,
  expect: expectFile,
  verify: (facts, params, outcomes) => {
    const answer = answerOf(outcomes.at(-1));
    if (answer !== null && answer.rc !== 0)
      return { ok: false, because: answer.stderr.trim(), output: { changed: false } };
    const state = params.state === 'touch' ? 'file' : params.state;
    const verdict = checkFile(facts, { ...params, state });
    const output = { ...outputOf(facts, params), changed: true };
    return verdict.kind === 'satisfied'
      ? { ok: true, output }
      : { ok: false, because: verdict.because, output };
  },
  rollback: { kind: 'undo', actions: undoFile },
});

function outputOf(
  { file, source }: Answers,
  params: FileArguments,
): Readonly<Record<string, Json>> {
  const { path, state, src } = params;
  const isLink = state === 'link' || state === 'hard';
  const of = state === 'absent' ? { state: 'absent' } : attributesOf(file);
  return {
    ...of,
    ...(isLink ? { dest: path, src } : state === 'touch' ? { dest: path } : { path }),
    ...(state === 'hard' && { state: 'hard' }),
    ...(source !== null && state === 'link' && { state: 'link' }),
  };
}

function applyFile(facts: Answers, params: FileArguments): readonly Action[] {
  const { file } = facts;
  const { path, as } = params;
  const act: Act = (command, stdin = '') => ({
    ...{ ...run(command, PUT_MS), as, accept: 'any' },
    ...(stdin === '' ? {} : { stdin: [stdin] }),
  });
  const gaps = gapsBelow(facts.below, params, file.umask);
  const below = gaps.length === 0 ? [] : [act(setAll(path), `${gaps.join('\n')}\n`)];
  const own = ownAttributes(file.path, facts, params).map((command) => act(command));
  switch (params.state ?? stateOf(file)) {
    case 'absent':
      return [act(removeSaved(path, keyOf(file)))];
    case 'touch':
      return [act(sh('touch', path)), ...own];
    case 'link':
      return [
        ...linked(file, params, act),
        ...ownAttributes(sourceOf(params), facts, params).map((command) => act(command)),
      ];
    case 'hard':
      return [...keepOld(file, act), act(makeLink(path, params.src, 'hard'))];
    case 'directory':
      return file.kind === 'directory'
        ? [...below, ...own]
        : [act(newFolders(file, params)), ...below];
    case 'file':
      return own;
  }
}

type Act = (command: ShellCommand, stdin?: string) => Action;

/** Nothing where no attribute is asked for. */
function ownAttributes(
  path: string,
  { file }: Answers,
  params: FileArguments,
): readonly ShellCommand[] {
  const { owner, group } = params;
  const mode = params.mode === null ? null : wantedMode(params, file, NEW_FILE);
  return mode === null && owner === '' && group === ''
    ? []
    : [setAttributes(path, { mode, owner, group })];
}

const linked = (file: FileState, { path, src }: FileArguments, act: Act): readonly Action[] =>
  file.target === src ? [] : [...keepOld(file, act), act(makeLink(path, src, 'soft'))];

/** What a link replaces by `force` is kept for the undo. */
const keepOld = (file: FileState, act: Act): readonly Action[] =>
  file.kind === 'absent' || file.kind === 'link' ? [] : [act(removeSaved(file.path, keyOf(file)))];

function newFolders(file: FileState, params: FileArguments): ShellCommand {
  const mode = params.mode === null ? '' : wantedMode(params, file, NEW_DIRECTORY).toString(8);
  const { path, owner, group } = params;
  return makeFolders({ path, first: file.missing, mode, owner, group });
}

function expectFile(facts: Answers, params: FileArguments): Answers {
  const { file } = facts;
  const state = params.state ?? stateOf(file);
  if (state === 'absent')
    return { ...facts, file: { ...file, kind: 'absent', missing: file.path } };
  const made = state === 'directory' ? NEW_DIRECTORY : NEW_FILE;
  const kind = state === 'directory' ? 'directory' : state === 'link' ? 'link' : 'file';
  const now = state === 'link' ? file : withAttributes(params, file, made);
  return {
    ...facts,
    isSame: state === 'hard',
    below: [],
    file: { ...now, kind, missing: '', ...(state === 'link' && { target: params.src }) },
  };
}

/** A folder that was large is not kept: then the undo says so. */
function undoFile(before: Answers, now: Answers, params: FileArguments): readonly Action[] {
  const { as, path } = params;
  const [old, file] = [before.file, now.file];
  if (isOtherThing(old, file))
    return old.kind === 'link' && file.kind === 'link'
      ? [{ ...run(makeLink(path, old.target, 'soft'), PUT_MS), as }]
      : undoPut(old, file, as);
  return [...undoBelow(params, before.below, now.below), ...undoAttributes(old, file, as)];
}

const isOtherThing = (old: FileState, file: FileState): boolean =>
  old.kind !== file.kind || old.target !== file.target || old.sha256 !== file.sha256;

function undoAttributes(old: FileState, file: FileState, as: User): readonly Action[] {
  const { kind, mode, uid, gid, path } = old;
  const isSame = mode === file.mode && uid === file.uid && gid === file.gid;
  if (isSame || kind === 'absent') return [];
  const isLink = kind === 'link';
  const wanted = { mode: isLink ? null : mode, owner: String(uid), group: String(gid) };
  return [{ ...run(setAttributes(path, wanted, isLink), PUT_MS), as }];
}
