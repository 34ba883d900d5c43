import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planHost } from '../../src/engine/dry-run.ts';
import { migrateFleet } from '../../src/engine/fleet.ts';
import { hostGate } from '../../src/engine/limits.ts';
import { runTask } from '../../src/engine/step.ts';
import { StemError } from '../../src/model/errors.ts';
import type { StemEvent } from '../../src/model/event.ts';
import { Secret } from '../../src/model/secret.ts';
import { device as deviceReader, readVars, whole } from '../../src/model/params.ts';
import { makePlan } from '../../src/planning/make-plan.ts';
import { assertStep } from '../../src/steps/generic/assert.ts';
import { copyStep } from '../../src/steps/generic/copy.ts';
import { shellStep, withUndo } from '../../src/steps/generic/shell.ts';
import { formatStagingStep } from '../../src/steps/staging/format.ts';
import { restorePathsStep } from '../../src/steps/restore/paths.ts';
import { pointOfNoReturnStep } from '../../src/steps/install/point-of-no-return.ts';
import { FakeDevice } from '../fakes/fake-device.ts';
import { contextOf, oldDevice, portsTo, taskOf, VARS } from '../fakes/playbook.ts';

const said =
  (stdout: string, exitCode = 0) =>
  (): { exitCode: number; stdout: string; stderr: string; isCut: boolean } => ({
    exitCode,
    stdout,
    stderr: '',
    isCut: false,
  });
const shell = taskOf(shellStep, { key: 'look', args: () => ({ cmd: 'uptime' }) });

describe('the shell task, judged', () => {
  it('registers its result, which a later `when` and `changed_when` see', async () => {
    const device = oldDevice();
    device.scripts.set('uptime', said('3 days'));
    const context = contextOf(portsTo(device));
    const end = await runTask(
      { ...shell, register: 'up', changedWhen: () => false },
      undefined,
      context,
    );
    const text = { stdout: '3 days', stdout_lines: ['3 days'], stderr: '', stderr_lines: [] };
    const now = '2026-01-01 00:00:00.000000';
    const times = { start: now, end: now, delta: '0:00:00.000000' };
    const output = { rc: 0, ...text, ...times, cmd: 'uptime', msg: '', changed: true };
    assert.deepEqual(end, { kind: 'unchanged', output });
    const later = taskOf(assertStep, {
      when: ({ up }) => JSON.stringify(up).includes('weeks'),
      args: () => ({ that: false }),
    });
    assert.equal((await runTask(later, undefined, context)).kind, 'skipped');
  });
  it('fails by its exit code, unless `failed_when` says otherwise', async () => {
    const device = oldDevice();
    device.scripts.set('uptime', said('', 3));
    const context = contextOf(portsTo(device));
    assert.equal((await runTask(shell, undefined, context)).kind, 'failed');
    assert.equal(
      (await runTask({ ...shell, failedWhen: () => false }, undefined, context)).kind,
      'changed',
    );
  });
  it('tries again until it is true', async () => {
    const device = oldDevice();
    let asked = 0;
    device.scripts.set('uptime', () => said(String((asked += 1)))());
    const until = {
      test: ({ result }: { result?: unknown }): boolean => JSON.stringify(result).includes('"3"'),
      retries: 5,
      delayMs: 1,
    };
    assert.equal(
      (await runTask({ ...shell, until }, undefined, contextOf(portsTo(device)))).kind,
      'changed',
    );
    assert.equal(asked, 3);
  });
});

describe('the shell task, cut or hidden', () => {
  it('is not run twice after a cut: only the operator can tell', async () => {
    const device = oldDevice();
    device.cuts = [{ at: 1, when: 'after' }];
    assert.equal((await runTask(shell, undefined, contextOf(portsTo(device)))).kind, 'unknown');
    assert.match(device.log.join(), / stem-shell \. \/bin\/sh '' uptime$/);
    assert.equal(device.log.length, 1);
    device.changes = 0;
    assert.equal(
      (await runTask({ ...shell, isRepeatable: true }, undefined, contextOf(portsTo(device)))).kind,
      'changed',
    );
  });
  it('masks what a device prints back, in output, in failures and in registers', async () => {
    const device = oldDevice();
    device.scripts.set('login hunter2', said('token hunter2', 1));
    const events: StemEvent[] = [];
    const context = contextOf(portsTo(device, { watch: (event) => void events.push(event) }));
    const args = (): Readonly<Record<string, (string | Secret)[]>> => ({
      cmd: ['login ', new Secret('hunter2')],
    });
    await runTask({ ...shell, args, register: 'r' }, undefined, context);
    assert.match(JSON.stringify(events), /token \[secret\]/);
    assert.doesNotMatch(JSON.stringify(events), /hunter2/);
  });
  it('hides everything under no_log', async () => {
    const device = oldDevice();
    device.scripts.set('login hunter2', said('token hunter2'));
    const events: StemEvent[] = [];
    const context = contextOf(portsTo(device, { watch: (event) => void events.push(event) }));
    const args = (): Readonly<Record<string, (string | Secret)[]>> => ({
      cmd: ['login ', new Secret('hunter2')],
    });
    await runTask({ ...shell, args, hasNoLog: true }, undefined, context);
    assert.doesNotMatch(JSON.stringify(events), /hunter2|login/);
  });
});

describe('the dry run of tasks that build on each other', () => {
  it('does not guess what a register will hold', async () => {
    const tasks = [
      { ...shell, register: 'up' },
      taskOf(assertStep, {
        when: ({ up }) => JSON.stringify(up) === 'x',
        args: () => ({ that: true }),
      }),
    ];
    const planned = await planHost(tasks, contextOf(portsTo(oldDevice())));
    assert.deepEqual(
      planned.map(({ verdict }) => verdict.kind),
      ['undecided', 'undecided'],
    );
  });
  it('plans a second change on the answers that the first one will leave', async () => {
    const write = (key: string, text: string) =>
      taskOf(copyStep, { key, args: () => ({ dest: '/etc/motd', content: text }) });
    const planned = await planHost(
      [write('one', 'welcome\nto us\n'), write('two', 'welcome\n')],
      contextOf(portsTo(oldDevice())),
    );
    const differs = { kind: 'needed', because: 'its content differs' };
    assert.deepEqual(planned[0]?.verdict, differs);
    assert.deepEqual(planned[1]?.dependsOn, ['one']);
    assert.deepEqual(planned[1].verdict, differs);
    assert.deepEqual(
      planned.map(({ diff }) => diff),
      ['@@ -1 +1,2 @@\n welcome\n+to us', '@@ -1,2 +1 @@\n welcome\n-to us'],
    );
  });
});

describe('a step has a system', () => {
  const task = taskOf(restorePathsStep, {
    args: () => ({ ...VARS, backup_archive: '/b.tar', data_dir: '/data' }),
  });
  it('and runs there, is passed by a device that is further, blocked by one that fell back', async () => {
    const end = async (system: 'old' | 'new', which = task): Promise<string> =>
      (
        await runTask(
          which,
          undefined,
          contextOf(
            portsTo(
              new FakeDevice({ system, files: { '/run/stem/staging/backup/paths.sealed': 'x' } }),
            ),
          ),
        )
      ).kind;
    assert.equal(await end('new'), 'changed');
    assert.equal(await end('old'), 'blocked');
    assert.equal(await end('new', taskOf(formatStagingStep)), 'passed');
  });
});

describe('parameters', () => {
  it('name every wrong one at once', () => {
    assert.throws(
      () =>
        readVars(
          { staging: 'sda5', port: '70000' },
          { staging: deviceReader, port: whole(1, 65_535) },
        ),
      (error) =>
        error instanceof StemError &&
        error.message ===
          'staging must be a /dev path; port must be a whole number from 1 to 65535',
    );
  });
});

describe('a plan', () => {
  it('refuses an undo behind the point of no return, and a redo before it', () => {
    const tasks = [
      restorePathsStep,
      pointOfNoReturnStep,
      withUndo(shellStep, ['x']),
      formatStagingStep,
    ].map((step) => taskOf(step));
    assert.throws(
      () => makePlan([], tasks, []),
      /restore\/paths can't be undone, but comes too early; generic\/shell can be undone, but comes too late; staging\/format/,
    );
  });
});

describe('a fleet', () => {
  const hosts = Array.from({ length: 6 }, (_, index) => ({
    name: `h${String(index)}`,
    site: index < 3 ? 'a' : 'b',
    jumps: ['gw'],
  }));
  it('stops after the canary when it is unreachable', async () => {
    const plan = makePlan(hosts, [], [1, 5]);
    const limits = { forks: 9, siteForks: 9, jumpForks: 9 };
    const ends = await migrateFleet(
      plan,
      { ...limits, maxFail: 0, request: null, migrate: () => Promise.resolve('unreachable') },
      portsTo(oldDevice()),
    );
    assert.deepEqual([...ends], [['h0', 'unreachable']]);
  });
  it('keeps the limits of sites and jump hosts', async () => {
    const enter = hostGate({ forks: 9, siteForks: 2, jumpForks: 3 });
    const inside: string[] = [];
    let most = 0;
    await Promise.all(
      hosts.map((host) =>
        enter(host, async () => {
          inside.push(host.site);
          most = Math.max(most, inside.length);
          assert.ok(inside.filter((site) => site === host.site).length <= 2);
          await Promise.resolve();
          inside.splice(inside.indexOf(host.site), 1);
        }),
      ),
    );
    assert.equal(most, 3);
  });
});
