import assert from 'node:assert/strict';
import { rmSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { raw } from '../../src/model/command.ts';
import type { Action } from '../../src/model/action.ts';
import type { Step } from '../../src/model/step.ts';
import { shellStep, withUndo } from '../../src/steps/generic/shell.ts';
import { stepRegistry } from '../../src/steps/index.ts';
import { BALENA_TASKS, BALENA_VARS } from '../fakes/balena-tasks.ts';
import { sandboxed, type Sandbox } from '../fakes/dash.ts';
import { migrationActions, spiedStep, type Planned } from '../fakes/every-action.ts';
import { playModule } from '../fakes/local-device.ts';
import { localPlace } from '../fakes/local-place.ts';
import { moduleSamples } from '../fakes/module-samples.ts';
import { VARS } from '../fakes/playbook.ts';
import { askedText, sentText } from '../fakes/sent-text.ts';

const DAY_MS = 86_400_000;
/** `pause` takes as many minutes as seconds. Only the controller waits then. */
const LONGEST_WAIT_MS = 60 * DAY_MS;
const LONGEST_RUN_MS = 600_000;
/** Who may run longer than ten minutes on the end of a link, and why. A step of the migration is never among them: its long work is a job. */
const LONG_RUNS: Readonly<Record<string, string>> = {
  'generic/command': "the operator's own command: an hour, or the task's `timeout_s`",
  'generic/shell': "the operator's own command: an hour, or the task's `timeout_s`",
  'generic/script': "the operator's own script: an hour, or the task's `timeout_s`",
  'generic/wait-for': "it only waits, as long as the task's `timeout` says",
};
/** They only ask. */
const WITHOUT_ACTIONS = [
  ...['preflight/device', 'backup/place', 'backup/volumes-place', 'preflight/partitions'],
];

/** The limit that an action carries, and the most that it may be. */
function limitOf({ action, step }: Planned): readonly [number, number] {
  switch (action.kind) {
    case 'run':
      return [action.timeoutMs, step in LONG_RUNS ? DAY_MS + 60_000 : LONGEST_RUN_MS];
    case 'wait':
      return [action.ms, LONGEST_WAIT_MS];
    // The transport's own: seen below, in what it sends.
    case 'write':
      return [1, 1];
    case 'job':
    case 'collect':
    case 'supply':
    case 'upload':
    case 'download':
    case 'reconnect':
    case 'reboot':
      return [action.timeoutMs, DAY_MS];
  }
}

const endless = (planned: readonly Planned[]): readonly string[] => {
  const wrong = planned.filter((each) => {
    const [limit, most] = limitOf(each);
    return !(Number.isFinite(limit) && limit > 0 && limit <= most);
  });
  const told = wrong.map(
    (each) => `${each.step}: ${each.action.kind} ${limitOf(each).join(' of ')}`,
  );
  return [...new Set(told)];
};

const migration = Promise.all([
  migrationActions(),
  migrationActions({ ...VARS, stem_backup_to: 'controller' }),
  migrationActions(BALENA_VARS, BALENA_TASKS),
]).then((all) => all.flat());
const place = localPlace();
/** Of an action, that its command waits for. */
const MOST_INPUT = 1_000_000;

let played: readonly Planned[] | null = null;
/** They run commands of this machine: once is enough. */
const moduleActions = (): readonly Planned[] => (played ??= playModules());

function playModules(): readonly Planned[] {
  const planned: Planned[] = [];
  const samples = moduleSamples(place().home);
  const play = (step: Step, args: Parameters<typeof playModule>[1]): void => {
    const spied = spiedStep(step, (id, actions) => {
      planned.push(...actions.map((action) => ({ step: id, action })));
    });
    playModule(spied, args, place()).undo();
  };
  for (const [name, each] of Object.entries(samples)) {
    const step = stepRegistry.get(`generic/${name}`);
    assert.ok(step !== undefined, `generic/${name} is a module`);
    for (const args of each) play(step, args);
  }
  play(withUndo(shellStep, ['true']), { cmd: 'true' });
  return planned;
}

const kindsOf = (planned: readonly Planned[]): readonly string[] =>
  [...new Set(planned.map(({ action }) => action.kind))].sort();

describe('the limit of an action', () => {
  it('is there for all that the migration does, forward and back', async () => {
    const planned = await migration;
    assert.deepEqual(endless(planned), []);
    assert.deepEqual(kindsOf(planned), [
      ...['collect', 'job', 'reboot', 'reconnect', 'run', 'supply', 'upload', 'write'],
    ]);
    const seen = new Set(planned.map(({ step }) => step));
    const unseen = [...stepRegistry.keys()].filter(
      (id) => !id.startsWith('generic/') && !seen.has(id),
    );
    assert.deepEqual(unseen, WITHOUT_ACTIONS);
    for (const id of WITHOUT_ACTIONS) assert.deepEqual(stepRegistry.get(id)?.apply({}, {}), []);
  });

  it('is there for all that a module does', () => {
    const planned = moduleActions();
    assert.deepEqual(endless(planned), []);
    assert.deepEqual(
      kindsOf(planned),
      ['download', 'reboot', 'run', 'upload', 'wait', 'reconnect'].sort(),
    );
    const samples = new Set(Object.keys(moduleSamples(place().home)).map((id) => `generic/${id}`));
    const modules = [...stepRegistry.keys()].filter((id) => id.startsWith('generic/'));
    assert.deepEqual(
      modules.filter((id) => !samples.has(id)),
      [],
    );
  });

  it('is longer than ten minutes for a run only where this test says why', () => {
    const long = moduleActions().filter(
      ({ action }) => action.kind === 'run' && action.timeoutMs > LONGEST_RUN_MS,
    );
    assert.deepEqual(
      [...new Set(long.map(({ step }) => step))].sort(),
      Object.keys(LONG_RUNS).sort(),
    );
  });
});

/** Any `timeout` of the device: it says its words, and goes on where that starts a job. */
const TIMEOUT = `case "$*" in
*stem-job-start*) shift 3; exec "$@" ;;
esac`;

/** Also where somebody still writes to it: `rmSync` lists a folder once, and its own retries find the new file never. */
async function removeBusy(folder: string): Promise<void> {
  for (let left = 50; ; left -= 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (left === 0) throw error;
      await sleep(100);
    }
  }
}

describe('the text that a device gets', () => {
  const box = sandboxed((fresh: Sandbox) => {
    fresh.fake('timeout', TIMEOUT);
    fresh.fake('id', 'echo 0');
  });
  const limits = (): readonly string[] =>
    box()
      .log()
      .flatMap((line) => /^timeout -k \d+ \S+ sh /.exec(line)?.[0] ?? []);
  /** What `timeout` is told so many times on the device, without the command. A job tells it later. */
  async function told(text: string | null, times: number): Promise<readonly string[]> {
    const before = limits().length;
    // A job that was started here may still write its result while its folder goes.
    await removeBusy(box().at('/run/stem/jobs'));
    const here = (text ?? '').replaceAll('/run/stem', box().at('/run/stem'));
    box().run(raw(here), { input: ' '.repeat(MOST_INPUT) });
    for (let tries = 0; tries < 100 && limits().length < before + times; tries += 1)
      await sleep(50);
    return limits().slice(before);
  }
  const words = (ms: number): string => `timeout -k 10 ${String(Math.ceil(ms / 1000))} sh `;

  it('holds the limit of a run, as `timeout` of the device is told it', async () => {
    const runs = [...(await migration), ...moduleActions()].flatMap(({ action }) =>
      action.kind === 'run' ? [action] : [],
    );
    const perLimit = new Map(runs.map((run) => [`${run.as} ${String(run.timeoutMs)}`, run]));
    assert.ok(perLimit.size > 5, 'there are several limits');
    for (const run of perLimit.values()) {
      assert.deepEqual(await told(await sentText(run), 1), [words(run.timeoutMs)]);
    }
  });

  it('holds that of a job, for its own process as well', async () => {
    const jobs = (await migration).flatMap(({ action }) => (isJob(action) ? [action] : []));
    for (const job of new Map(jobs.map((each) => [each.kind + each.dir, each])).values())
      assert.deepEqual(await told(await sentText(job), 2), [words(60_000), words(job.timeoutMs)]);
  });

  it('holds one for a write, an upload, a download, a reboot and a question', async () => {
    const from = import.meta.filename;
    const file = { from, to: '/x/y', bytes: statSync(from).size, sha256: 'abc', timeoutMs: DAY_MS };
    for (const [text, limit] of [
      [await sentText({ kind: 'write', to: '/x', content: ['x'], mode: 0o600 }), words(120_000)],
      [await sentText({ kind: 'upload', ...file }), words(300_000 + file.bytes / 1000)],
      [await sentText({ kind: 'download', ...file }), words(DAY_MS)],
      [await sentText({ kind: 'reboot', into: 'old', timeoutMs: DAY_MS }), words(60_000)],
      [await askedText(), 'timeout -k 5 180 sh '],
    ] as const)
      assert.deepEqual(await told(text, 1), [limit]);
  });
});

type Job = Extract<Action, { readonly dir: string }>;
const isJob = (action: Action): action is Job => 'dir' in action;
