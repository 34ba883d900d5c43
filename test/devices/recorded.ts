import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { CommandResult } from '../../src/model/fact.ts';
import type { Vars } from '../../src/model/params.ts';
import type { Judgement } from '../../src/steps/preflight/check.ts';
import { CHECKS } from '../../src/steps/preflight/checks.ts';
import { readPreflight } from '../../src/steps/preflight/params.ts';

export type Os = 'ubuntu-14.04' | 'debian-12';

/** What the device of this OS answered to a check. P42 asks for a file that is not there yet. */
export const recorded = (os: Os, id: string): CommandResult =>
  id === 'P42'
    ? { exitCode: 1, stdout: '', stderr: '', isCut: false }
    : result(readFileSync(new URL(`${os}/preflight/${id}.txt`, import.meta.url), 'utf8'));

const result = (stdout: string): CommandResult => ({
  exitCode: 0,
  stdout,
  stderr: '',
  isCut: false,
});

/** The vars of the recorded devices. */
export const VARS_OF: Readonly<Record<Os, Vars>> = {
  'ubuntu-14.04': { inventory_hostname: 'old-device', stem_run_id: 'run-1' },
  'debian-12': {
    inventory_hostname: 'old-device',
    stem_run_id: 'run-1',
    stem_old_os: 'debian 12',
    stem_required_endpoints: '127.0.0.1:22',
    stem_backup_paths: '/etc/skel /home',
  },
};

export interface Case {
  /** Changes the recorded answer of 14.04. */
  readonly edit?: (text: string) => string;
  readonly vars?: Vars;
  readonly isOurs?: boolean;
  readonly os?: Os;
}

/** Parses an answer and judges it, and holds each judgement to the laws: answers are JSON, a warning never blocks. */
export function judge(
  id: string,
  { edit, vars = {}, isOurs = false, os = 'ubuntu-14.04' }: Case = {},
): Judgement {
  const check = CHECKS.find((one) => one.id === id);
  assert.ok(check, id);
  const params = readPreflight({ ...VARS_OF[os], ...vars });
  const answer = check
    .fact(params)
    .parse(edit === undefined ? recorded(os, id) : result(edit(recorded(os, id).stdout)));
  assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer);
  const judgement = check.judge(answer, { ...params, isOurs });
  assert.ok(check.level === 'block' || judgement.level !== 'block', `${id} only warns`);
  return judgement;
}

/** As the tests write it: `block: The machine is …`. */
export const verdict = (id: string, one: Case = {}): string => {
  const { level, says } = judge(id, one);
  return `${level}: ${says}`;
};
