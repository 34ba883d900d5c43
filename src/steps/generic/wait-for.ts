import { waitFor } from '../../commands/wait-for.ts';
import { fileState, noFile, type FileState } from '../../facts/file-state.ts';
import { run } from '../../model/action.ts';
import type { Json } from '../../model/json.ts';
import { devicePath, oneOf, readModule, seconds, word } from '../../model/module-params.ts';
import { optional, whole, type Vars } from '../../model/params.ts';
import { defineStep, needed } from '../../model/step.ts';
import { invalid } from './shared/copy-params.ts';
import { answerOf, attributesOf } from './shared/file-result.ts';

interface WaitArguments {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly search_regex: string;
  readonly state: string;
  readonly timeout: number;
  readonly delay: number;
  readonly sleep: number;
  readonly connect_timeout: number;
  readonly msg: string;
}

const CONNECTIONS = 'write `shell:` with `ss` and `until:`';

/** Ansible's `wait_for`: the device itself looks at a port or a file. */
export const waitForStep = defineStep({
  id: 'generic/wait-for',
  title: 'Wait for a port or a file',
  on: 'any',
  interrupted: 'check-again',
  takes: {
    known: [
      ...['host', 'port', 'path', 'search_regex', 'state', 'timeout', 'delay', 'sleep'],
      ...['connect_timeout', 'msg'],
    ],
    instead: { exclude_hosts: CONNECTIONS, active_connection_states: CONNECTIONS },
  },
  params: waitParams,
  facts: ({ path, as }) => ({ file: path === '' ? noFile : fileState({ path, as, follow: true }) }),
  check: (_, params) => needed(`it waits ${whatFor(params)}, and changes nothing`),
  apply: (_, params) => [
    ...(params.delay > 0 ? [{ kind: 'wait', ms: params.delay * 1000 } as const] : []),
    {
      ...run(waitFor(wishOf(params)), (params.timeout + SLACK_S) * 1000),
      as: params.as,
      accept: 'any',
    },
  ],
  expect: (facts) => facts,
  verify: ({ file }, params, outcomes) => {
    const answer = answerOf(outcomes.at(-1));
    const elapsed = Number(answer?.stdout.trim() ?? 0) + params.delay;
    if (answer?.rc === 0) return { ok: true, output: resultOf(params, elapsed, file) };
    const msg = params.msg === '' ? `Timeout when waiting for ${nameOf(params)}` : params.msg;
    return { ok: false, because: msg, output: { changed: false, elapsed, msg } };
  },
  rollback: { kind: 'nothing-to-undo', because: 'it only waits' },
});

/** With what Ansible says of a file that is there. */
const resultOf = (
  { state, path, port, search_regex: regex }: WaitArguments,
  elapsed: number,
  file: FileState | null,
): Json => ({
  ...{ changed: false, elapsed, state, match_groupdict: {}, match_groups: [] },
  ...{ path: path === '' ? null : path, port: port === 0 ? null : port },
  search_regex: regex === '' ? null : regex,
  ...(file === null || file.kind === 'absent' ? {} : attributesOf(file)),
});

/** For the last look, and a slow device. */
const SLACK_S = 60;

/** @throws StemError VARS_INVALID */
function waitParams(vars: Vars): ReturnType<typeof read> {
  const params = read(vars);
  if (vars['state'] === 'drained') throw invalid(`state: drained is not supported: ${CONNECTIONS}`);
  if (params.port !== 0 && params.path !== '')
    throw invalid('port and path parameter can not both be passed to wait_for');
  if (params.path !== '' && vars['state'] === 'stopped')
    throw invalid('state=stopped should only be used for checking a port in the wait_for module');
  return params;
}

const read = (vars: Vars) =>
  readModule<WaitArguments>(vars, {
    host: optional(word, '127.0.0.1'),
    port: optional(whole(0, 65_535), 0),
    path: optional(devicePath, ''),
    search_regex: optional(word, ''),
    state: oneOf<string>('started', 'present', 'stopped', 'absent', 'drained'),
    timeout: optional(seconds, 300),
    delay: optional(seconds, 0),
    sleep: optional(seconds, 1),
    connect_timeout: optional(seconds, 5),
    msg: optional(word, ''),
  });

const wishOf = (params: WaitArguments): Parameters<typeof waitFor>[0] => ({
  host: params.host,
  port: params.port === 0 ? '' : String(params.port),
  path: params.path,
  regex: params.search_regex,
  state: params.state,
  timeout: params.timeout,
  pause: params.sleep,
  connect: params.connect_timeout,
});

/** In Ansible's words. */
function nameOf({ path, host, port, search_regex: regex }: WaitArguments): string {
  const what = path === '' ? `${host}:${String(port)}` : `file ${path}`;
  if (regex === '') return what;
  return path === '' ? `search string ${regex} in ${what}` : `search string ${regex} in ${path}`;
}

function whatFor(params: WaitArguments): string {
  if (params.port === 0 && params.path === '') return `${String(params.timeout)} s`;
  const isGone = params.state === 'stopped' || params.state === 'absent';
  return `until ${nameOf(params)} is ${isGone ? 'gone' : 'there'}, at most ${String(params.timeout)} s`;
}
