import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Json } from '../../src/model/json.ts';
import { Stage, TOOLS, type Played, type Tool } from './play-both.ts';
import { ALL_CASES, CASES } from './playbook-cases.ts';

/** Some minutes where the machine has nothing else to do. */
const LIMIT = { timeout: 1_800_000 };

let stage: Stage;
const played: Record<Tool, readonly Played[]> = { ours: [], them: [] };
before(async () => {
  stage = await Stage.open();
  const [ours, them] = await Promise.all([stage.playOurs(CASES), stage.playTheirs(CASES)]);
  Object.assign(played, { ours, them });
}, LIMIT);
after(() => stage.close());

/** What of a result is not compared: these are in the table of docs/playbooks.md, or can't be the same twice. */
const LEFT_OUT = new Set([
  // `kind` says it.
  ...['changed', 'failed', 'skipped'],
  // Of Ansible's own insides.
  ...['invocation', 'warnings', 'deprecations', 'diff', 'exception', 'ansible_index_var'],
  'elapsed',
  // Where Ansible had put the file, and another sum of it.
  ...['src', 'md5sum', 'remote_md5sum'],
  // Of `stat`: two files are two inodes.
  ...[
    'atime',
    'mtime',
    'ctime',
    'inode',
    'dev',
    'version',
    'attributes',
    'attr_flags',
    'device_type',
  ],
]);
/** Such a result is compared by its form. */
const TIMES =
  /^(?:(?:start|end) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}|delta \d+:\d\d:\d\d\.\d{6})$/;
/** A module that failed says more in Ansible; people read these. */
const OF_FAILURE = new Set([
  ...[
    'msg',
    'rc',
    'stdout',
    'stdout_lines',
    'stderr',
    'stderr_lines',
    'cmd',
    'attempts',
    'results',
  ],
  ...[
    'start',
    'end',
    'delta',
    'exit_status',
    'failed_when_result',
    'assertion',
    'evaluated_to',
    'state',
    'path',
  ],
]);

/** One line for each end of a task, host by host: hosts do not wait for each other here. */
function stepsOf(tool: Tool, index: number): readonly unknown[] {
  const { others = [], unlike = [] } = CASES[index] ?? {};
  const all = played[tool][index]?.steps ?? [];
  const steps = all.filter(({ task }) => !unlike.includes(task));
  const told = steps.map(({ host, task, kind, result }) => ({
    ...{ host, task, kind },
    result: kept(result, { others, isFailure: kind === 'failed' }),
  }));
  return neutral(
    told.toSorted((a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0)),
    tool,
  );
}

interface Look {
  readonly others: readonly string[];
  readonly isFailure: boolean;
}

/** Results of a loop have results in them. */
function kept(value: Json, look: Look): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => kept(each, look));
  if (typeof value !== 'object' || value === null) return value;
  const isCompared = (key: string): boolean =>
    !(key.startsWith('_ansible') || LEFT_OUT.has(key) || look.others.includes(key)) &&
    (!look.isFailure || OF_FAILURE.has(key));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => isCompared(key))
      .map(([key, each]) => [
        key,
        TIMES.test(`${key} ${typeof each === 'string' ? each : ''}`)
          ? '(time)'
          : kept(each, { ...look, isFailure: false }),
      ]),
  );
}

const neutral = (value: unknown, tool: Tool): readonly unknown[] =>
  JSON.parse(JSON.stringify(value).replaceAll(`/${tool}/`, '/TOOL/')) as unknown[];

/** Every file with its mode and content. */
function treeOf(folder: string, prefix = ''): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      const name = `${prefix}${entry.name}`;
      const mode = (lstatSync(path).mode & 0o7777).toString(8);
      if (entry.isSymbolicLink()) return [`${name} -> ${readlinkSync(path)}`];
      return entry.isDirectory()
        ? [`${name}/ ${mode}`, ...treeOf(path, `${name}/`)]
        : [`${name} ${mode} ${readFileSync(path, 'utf8')}`];
    });
}

describe('a playbook does what ansible-playbook does', LIMIT, () => {
  for (const [index, { name, fails = false, isUndone = false }] of CASES.entries())
    it(name, () => {
      const [ours, them] = TOOLS.map((tool) => stepsOf(tool, index));
      assert.notDeepEqual(them, [], `Ansible did nothing: ${played.them[index]?.said ?? ''}`);
      if (ours?.length === 0) assert.fail(`ours did nothing: ${played.ours[index]?.said ?? ''}`);
      assert.deepEqual(ours, them);
      for (const tool of TOOLS)
        assert.equal(played[tool][index]?.code !== 0, fails, `the exit code of ${tool}`);
      if (isUndone) return;
      const [left, leftByThem] = TOOLS.map((tool) =>
        neutral(treeOf(stage.folderOf(tool, index)), tool),
      );
      assert.deepEqual(left, leftByThem);
    });

  it('has at least sixty cases, each with a name of its own', () => {
    const names = ALL_CASES.map((each) => each.name);
    assert.ok(new Set(names).size >= 60, String(names.length));
    assert.equal(new Set(names).size, names.length, 'a name stands twice');
  });
});
