import { NEVER_RAN, NO_CHDIR, NO_COMMAND, NOT_EXECUTABLE } from '../../../commands/run-module.ts';
import type { Outcome } from '../../../model/action.ts';
import type { Json } from '../../../model/json.ts';
import type { Verification } from '../../../model/step.ts';
import { NO_TIMES, timesOf } from './command-times.ts';
import { answerOf } from './file-result.ts';

export interface Ran {
  /** What Ansible shows as `cmd`. Null: nothing, as with a script. */
  readonly cmd: Json;
  /** The first word, for its messages. */
  readonly program: string;
  readonly chdir: string;
  readonly stripEnds: boolean;
}

/** What `register` gets of a command that ran, or that never did. */
export function commandResult(outcome: Outcome | undefined, ran: Ran): Verification {
  const answer = answerOf(outcome);
  if (answer === null) return { ok: false, because: 'no answer' };
  const problem = answer.rc === NEVER_RAN ? neverRan(answer.stderr.trim(), ran) : null;
  if (problem !== null) return problem;
  const { rc } = answer;
  const stdout = ran.stripEnds ? stripped(answer.stdout) : answer.stdout;
  const stderr = ran.stripEnds ? stripped(answer.stderr) : answer.stderr;
  const cut = answer.isCut ? { msg: 'the output is longer than what is kept of it' } : {};
  const output = {
    ...{ rc, stdout, stdout_lines: linesOf(stdout), stderr, stderr_lines: linesOf(stderr) },
    ...told(rc, ran.cmd),
    ...(ran.cmd === null ? {} : timesOf(answer)),
    ...{ ...cut, changed: true },
  };
  return rc === 0
    ? { ok: true, output }
    : { ok: false, because: `exit code ${String(rc)}${lastLine(stderr)}`, output };
}

const told = (rc: number, cmd: Json): Readonly<Record<string, Json>> => {
  if (cmd === null) return rc === 0 ? {} : { msg: NON_ZERO };
  return { cmd, msg: rc === 0 ? '' : NON_ZERO };
};

const NON_ZERO = 'non-zero return code';

/** In the words of Python, which people match on. */
function neverRan(says: string, { cmd, program, chdir }: Ran): Verification | null {
  const nothing = {
    changed: false,
    stdout: '',
    stdout_lines: [],
    stderr: '',
    stderr_lines: [],
  };
  const failure = (msg: string, more: Readonly<Record<string, Json>>): Verification => ({
    ok: false,
    because: msg,
    output: { ...nothing, msg, ...more },
  });
  switch (says) {
    case NO_CHDIR:
      return failure(
        `Unable to change directory before execution: [Errno 2] No such file or directory: b'${chdir}'`,
        { rc: null, cmd, ...NO_TIMES },
      );
    case NO_COMMAND:
      return failure(`[Errno 2] No such file or directory: b'${program}'`, {
        rc: 2,
        cmd: plain(cmd),
      });
    case NOT_EXECUTABLE:
      return failure(`[Errno 13] Permission denied: b'${program}'`, { rc: 13, cmd: plain(cmd) });
    default:
      return null;
  }
}

const plain = (cmd: Json): Json => (Array.isArray(cmd) ? cmd.join(' ') : cmd);

const stripped = (text: string): string => text.replace(/[\r\n]+$/, '');

/** As Python's splitlines: no empty line at the end. */
export const linesOf = (text: string): readonly string[] => {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

const MOST_OF_A_LINE = 200;

const lastLine = (stderr: string): string => {
  const line = linesOf(stderr).findLast((each) => each.trim() !== '') ?? '';
  return line === '' ? '' : `: ${line.slice(0, MOST_OF_A_LINE)}`;
};

/** What Ansible says where `creates` or `removes` spares the command. */
export const sparedResult = (what: string, cmd: Json): Json => ({
  ...{ rc: 0, stdout: `skipped, since ${what}`, stdout_lines: [`skipped, since ${what}`] },
  ...{ stderr: '', stderr_lines: [], cmd, ...NO_TIMES },
  msg: `Did not run command since ${what.replace(/^(.*) (exists|does not exist)$/, "'$1' $2")}`,
});
