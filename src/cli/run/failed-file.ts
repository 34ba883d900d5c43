import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { render, sh } from '../../model/command.ts';
import type { RunView } from '../../report/run-view.ts';
import { count } from '../../report/words.ts';
import type { SshWishes } from '../options.ts';
import type { RunRequest } from './request.ts';

/** Where the list of a run lies: `failed/RUN.txt` beside the journal. */
export const failedFileBeside = (journal: string, runId: string): string =>
  join(dirname(journal), 'failed', `${runId}.txt`);

/** What the list is for: a new run on these devices. */
export interface FailedFile {
  readonly file: string;
  readonly request: Asked;
}

type Asked = Pick<
  RunRequest,
  | 'inventory'
  | 'playbook'
  | 'bundle'
  | 'extraVars'
  | 'serial'
  | keyof SshWishes
  | 'tags'
  | 'skipTags'
  | 'phase'
>;

export interface WrittenList {
  /** Null where every device got there: no list lies there then. */
  readonly file: string | null;
  readonly lines: readonly string[];
}

/**
 * Writes the names of the devices of the whole run that did not reach the goal, one a line, for `--limit @FILE`. Those
 * never started are among them. Says what to type. A disk that is full must not hide how the run ended.
 */
export function writeFailedFile(
  { hosts }: Pick<RunView, 'hosts'>,
  { file, request }: FailedFile,
): WrittenList {
  const names = hosts.filter(({ standing }) => standing !== 'reached').map(({ host }) => host);
  try {
    if (names.length === 0) {
      rmSync(file, { force: true });
      return { file: null, lines: [] };
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${names.join('\n')}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { file: null, lines: [`warning: the list of devices can't be written: ${why}`] };
  }
  const again = render(sh('stem-remote', 'apply', ...optionsOf(request), '--limit', `@${file}`));
  const devices = `${count(names.length, 'device')} that did not reach the goal`;
  return { file, lines: [`list: ${file} names the ${devices}`, `      ${again}`] };
}

/** As the run was asked for: the same playbook, the same vars. */
function optionsOf(request: Asked): readonly string[] {
  const given = (name: string, value: string | null): readonly string[] =>
    value === null ? [] : [name, value];
  return [
    ...request.inventory.flatMap((source) => given('-i', source)),
    ...given('--playbook', request.playbook),
    ...given('--bundle', request.bundle),
    ...request.extraVars.flatMap((word) => given('-e', word)),
    ...given('--known-hosts', request.knownHosts),
    ...given('--ssh-config', request.sshConfig),
    ...given('--host-key-policy', request.hostKeyPolicy),
    ...given('--serial', request.serial),
    ...request.tags.flatMap((tag) => given('--tags', tag)),
    ...request.skipTags.flatMap((tag) => given('--skip-tags', tag)),
    ...given('--phase', request.phase),
  ];
}
