import { PUT_INVALID, putFile, restoreSaved, takeBack } from '../../../commands/put-file.ts';
import type { FileState } from '../../../facts/file-state.ts';
import { run, type Action, type Outcome } from '../../../model/action.ts';
import type { User } from '../../../model/fact.ts';
import type { WantedAttributes } from '../../../model/module-params.ts';
import type { Content } from '../../../model/secret.ts';
import type { Verification } from '../../../model/step.ts';
import { linesOf } from './command-result.ts';
import { answerOf, keyOf, NEW_FILE, wantedMode } from './file-result.ts';

export interface Put extends WantedAttributes {
  readonly as: User;
  readonly backup: boolean;
  readonly makesFolders: boolean;
  readonly validate: readonly string[];
  readonly note?: string;
}

export const PUT_MS = 300_000;

/** Puts a content, or a file of the device, in the place of what is there. */
export function putAction(
  state: FileState,
  put: Put,
  source: { readonly content: Content } | { readonly from: string },
): Action {
  const command = putFile({
    dest: state.path,
    from: 'from' in source ? source.from : '-',
    mode: wantedMode(put, state, NEW_FILE),
    owner: put.owner,
    group: put.group,
    key: state.kind === 'absent' ? '' : keyOf(state),
    backup: put.backup,
    makesFolders: put.makesFolders,
    validate: put.validate,
    note: put.note ?? '',
  });
  const stdin = 'content' in source ? { stdin: source.content } : {};
  return { ...run(command, PUT_MS), ...stdin, as: put.as, accept: 'any' };
}

/** Null where it was put there; else what Ansible would say. */
export function putProblem(outcome: Outcome | undefined): Verification | null {
  const answer = answerOf(outcome);
  if (answer === null) return { ok: false, because: 'no answer' };
  if (answer.rc === 0) return null;
  const says = answer.stderr.trim();
  const rc = /^rc:(\d+)$/m.exec(says)?.[1];
  if (answer.rc === PUT_INVALID && rc !== undefined) {
    const stderr = says.replace(/^rc:\d+$/m, '').trim();
    const msg = 'failed to validate';
    const { stdout } = answer;
    const output = {
      ...{ changed: false, msg, exit_status: Number(rc), stdout, stderr },
      ...{ stdout_lines: linesOf(stdout), stderr_lines: linesOf(stderr) },
    };
    return {
      ok: false,
      because: `${msg}: exit code ${rc}${stderr === '' ? '' : `: ${stderr}`}`,
      output,
    };
  }
  return { ok: false, because: says, output: { changed: false } };
}

/** The name of the backup; null where none was made. */
export const backupOf = (outcome: Outcome | undefined): string | null =>
  /^backup:(.*)$/m.exec(answerOf(outcome)?.stderr ?? '')?.[1] ?? null;

/** What the action was told to say. */
export const noteOf = (outcome: Outcome | undefined): string =>
  /^note:(.*)$/m.exec(answerOf(outcome)?.stderr ?? '')?.[1] ?? '';

/** Brings back what was there, or nothing, with the folders that were made for it. */
export function undoPut(before: FileState, now: FileState, as: User): readonly Action[] {
  if (isAsBefore(before, now)) return [];
  const { path } = before;
  const command =
    before.kind === 'absent'
      ? takeBack(path, folderOf(path), before.missing === path ? '' : before.missing)
      : restoreSaved(path, keyOf(before));
  return [{ ...run(command, PUT_MS), as }];
}

export const isAsBefore = (before: FileState, now: FileState): boolean =>
  keyOf(before) === keyOf(now);

export const folderOf = (path: string): string => path.replace(/\/[^/]*$/, '') || '/';
export const nameOf = (path: string): string => path.replace(/^.*\//, '');
