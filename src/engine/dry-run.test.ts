import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { failure, fileFact, fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import { system } from '../facts/boot.ts';
import type { Fact } from '../model/fact.ts';
import type { Json } from '../model/json.ts';
import type { Vars } from '../model/params.ts';
import { blocked, needed, open, satisfied, type Finding, type Step } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import { HostContext } from './context.ts';
import { planHost, type PlannedTask } from './dry-run.ts';

async function plan(tasks: readonly Task[], device = new ToyDevice()) {
  const ports = portsTo(device);
  const context = new HostContext({ name: 'web-1', site: '' }, {}, ports);
  const planned = await planHost(tasks, context);
  assert.deepEqual(device.changes(), []);
  const journal = await ports.journal.read('run-1');
  assert.deepEqual(
    journal.filter(({ kind }) => kind !== 'host.seen'),
    [],
  );
  return planned;
}
const kinds = (planned: readonly PlannedTask[]): readonly string[] =>
  planned.map(({ verdict }) => verdict.kind);

/** A step of another file's: it looks at `/a` too, and says of it what it saw. */
const looking: Partial<Step> = {
  facts: () => ({ a: fileFact('/a'), own: fileFact('/look') }),
  check: ({ a }) => needed(`/a is ${JSON.stringify(a)}`),
};

describe('the dry run of a task', () => {
  it('shows what it would do and send, and does nothing', async () => {
    const upload = { from: '/b', to: '/c', bytes: 7, sha256: '', timeoutMs: 1 };
    const apply: Step['apply'] = () => [
      { kind: 'write', to: '/a', content: ['x'], mode: 0o600 },
      { kind: 'upload', ...upload },
      { kind: 'upload', ...upload },
    ];
    const [task] = await plan([fileTask('/a', { apply })]);
    const sends = 'upload /b to /c (7 bytes)';
    assert.deepEqual(task, {
      task: '/a',
      verdict: needed('it is old'),
      dependsOn: [],
      diff: null,
      actions: ['write /a (600): "x"', sends, sends],
      findings: [],
      picture: [],
      uploadBytes: 14,
      basis: { facts: { 'file /a': null }, params: {} },
    });
  });

  it('shows what it would do, and that nobody can tell what that changes', async () => {
    const [task] = await plan([fileTask('/a', { check: () => open('it runs each time') })]);
    assert.deepEqual(task?.verdict, { kind: 'undecided', because: 'it runs each time' });
    assert.deepEqual(task.actions, ['write /a (644): "new"']);
  });

  it('hides what no_log hides, and shows findings', async () => {
    const none = { title: '', prevents: '', hint: '' };
    const finding: Finding = { id: 'P1', level: 'warn', says: 'slow', ...none };
    const [task] = await plan([fileTask('/a', { findings: () => [finding] }, { hasNoLog: true })]);
    assert.deepEqual([task?.actions, task?.findings], [['(hidden: no_log)'], [finding]]);
  });

  it('draws what will be, also where nothing is to be done', async () => {
    const picture = (facts: unknown): readonly string[] => [JSON.stringify(facts)];
    const [task] = await plan([
      fileTask('/a', { facts: () => ({ a: fileFact('/a') }), check: () => satisfied(''), picture }),
    ]);
    assert.deepEqual(task?.picture, ['{"a":null}']);
  });
});

describe('a task that is not done in a dry run', () => {
  it('has no actions where it is not needed, and says why', async () => {
    const device = new ToyDevice();
    device.files.set('/done', 'new');
    const bad = failure('VARS_INVALID', 'x must be a text');
    const planned = await plan(
      [
        fileTask('/done'),
        fileTask('/b', { check: () => blocked('no', 'Stop.') }),
        fileTask('/c', { params: () => assert.fail(bad) }),
        fileTask('/d', {}, { when: () => false }),
      ],
      device,
    );
    assert.deepEqual(kinds(planned), ['satisfied', 'blocked', 'blocked', 'passed']);
    assert.deepEqual(planned[2]?.verdict, blocked('x must be a text', 'Look at it.'));
    assert.deepEqual(
      planned.flatMap(({ actions }) => actions),
      [],
    );
  });

  it('is not sure of anything after a bug', async () => {
    const bug = new TypeError('a bug');
    await assert.rejects(plan([fileTask('/a', { check: () => assert.fail(bug) })]), bug);
  });
});

describe('a later task', () => {
  it('is planned on what an earlier one will leave, and says so', async () => {
    const [, later] = await plan([fileTask('/a'), fileTask('/look', looking)]);
    assert.deepEqual([later?.verdict, later?.dependsOn], [needed('/a is "new"'), ['/a']]);
  });

  it('is planned on what the device says where the earlier one does nothing', async () => {
    const check = (): ReturnType<typeof blocked> => blocked('no', 'Stop.');
    const [, later] = await plan([fileTask('/a', { check }), fileTask('/look', looking)]);
    assert.deepEqual([later?.verdict, later?.dependsOn], [needed('/a is null'), []]);
  });

  it('is planned on the latest of two assumptions', async () => {
    const third = { ...looking, expect: () => ({ a: 'third', own: null }) };
    const planned = await plan([fileTask('/a'), fileTask('/b', third), fileTask('/look', looking)]);
    assert.deepEqual(planned[2]?.verdict, needed('/a is "third"'));
    assert.deepEqual(planned[2].dependsOn, ['/b']);
  });

  it('is undecided where it needs what an earlier one registers, in `when` or in its args', async () => {
    const first = fileTask('/a', {}, { register: 'up' });
    const byWhen = fileTask('/b', {}, { when: ({ up }) => up === null });
    const byArgs = fileTask('/c', {}, { args: ({ up }) => ({ x: up ?? null }) });
    const planned = await plan([byWhen, first, byWhen, byArgs, fileTask('/d')]);
    assert.deepEqual(kinds(planned), ['passed', 'needed', 'undecided', 'undecided', 'needed']);
    assert.equal(planned[2]?.verdict.because, 'it depends on the result `up`');
    assert.deepEqual(planned[2].actions, []);
  });
});

describe('a planned boot', () => {
  const boot = fileTask('boot', {
    facts: () => ({ system }),
    check: () => needed('it is time'),
    expect: () => ({ system: 'environment' }),
    apply: () => [{ kind: 'reboot', into: 'environment', timeoutMs: 1 }],
  });
  const memory: Fact<Json> = { ...fileFact('/run/lock'), afterBoot: () => null };
  const inMemory = (id: string): Task =>
    fileTask(id, {
      facts: () => ({ lock: memory, text: fileFact('/disk') }),
      check: ({ lock, text }) => needed(`${JSON.stringify(lock)} ${JSON.stringify(text)}`),
      expect: () => ({ lock: 'held', text: 'kept' }),
    });

  it('passes tasks of the earlier system, and plans those of the next', async () => {
    const planned = await plan([
      fileTask('/a', { on: 'old' }),
      boot,
      fileTask('/b', { on: 'old' }),
      fileTask('/c', { on: 'environment' }),
    ]);
    assert.deepEqual(kinds(planned), ['needed', 'needed', 'passed', 'needed']);
    assert.equal(planned[2]?.verdict.because, 'the environment system is up');
  });

  it('forgets what was in memory, and nothing else', async () => {
    const planned = await plan([inMemory('/x'), inMemory('/y'), boot, inMemory('/z')]);
    const because = planned.map(({ verdict }) => verdict.because);
    assert.deepEqual(because, ['null null', '"held" "kept"', 'it is time', 'null "kept"']);
  });
});

describe('the dry run of a playbook that branches', () => {
  const brief = (planned: readonly PlannedTask[]): readonly string[] =>
    planned.map(({ task, verdict }) => `${task} ${verdict.kind}: ${verdict.because}`);
  const registered = { register: 'r' };

  it('can not tell what builds on a result that only the run will know', async () => {
    const later = fileTask('/b', {}, { when: ({ r }) => r !== undefined });
    const undecided = '/b undecided: it depends on the result `r`';
    assert.equal(brief(await plan([fileTask('/a', {}, registered), later]))[1], undecided);
    const sets = fileTask('/a', {}, { sets: ['r'] });
    assert.equal(brief(await plan([sets, later]))[1], undecided);
  });

  it('can tell where nothing is done, and the result is known', async () => {
    const seen: unknown[] = [];
    const later = fileTask('/b', {}, { when: ({ r }) => seen.push(r) > 0 });
    const device = new ToyDevice();
    device.files.set('/a', 'new');
    const output = (): Json => ({ exists: true });
    await plan([fileTask('/a', { output }, registered), later], device);
    await plan([fileTask('/a', {}, { ...registered, when: () => false }), later]);
    assert.deepEqual(seen, [
      { exists: true, changed: false, failed: false },
      { changed: false, skipped: true, skip_reason: 'Conditional result was False' },
    ]);
  });

  it('shows each item of a loop', async () => {
    const items = () => ['x', 'y'];
    const loop = { items, itemVar: 'item', pauseMs: 0 };
    const task = fileTask('/a', {}, { loop, when: ({ item }) => item === 'y' });
    assert.deepEqual(brief(await plan([task])), [
      ...['/a[0] passed: `when` is false', '/a[1] needed: it is old'],
    ]);
    const none = { ...task, loop: { ...loop, items: () => [] } };
    assert.deepEqual(brief(await plan([none])), ['/a passed: there are no items']);
    const later = { ...task, loop: { ...loop, items: ({ r }: Vars) => [r ?? null] } };
    assert.equal(
      brief(await plan([fileTask('/b', {}, registered), later]))[1],
      '/a undecided: it depends on the result `r`',
    );
  });
});

describe('the dry run of what may not run', () => {
  const brief = (planned: readonly PlannedTask[]): readonly string[] =>
    planned.map(({ task, verdict }) => `${task} ${verdict.kind}: ${verdict.because}`);

  it('says that a rescue runs only where something fails', async () => {
    const within = [{ block: '1', part: 'rescue' }] as const;
    assert.deepEqual(brief(await plan([fileTask('/a', {}, { within })])), [
      '/a undecided: it runs only where a task of its block fails',
    ]);
  });

  it('plans a handler where it is sure to be notified', async () => {
    const notify = ['h'];
    const handler = fileTask('/h', {}, { handles: ['h'] });
    const planned = async (task: Task): Promise<string | undefined> =>
      brief(await plan([task, handler]))[1];
    assert.equal(await planned(fileTask('/a', {}, { notify })), '/h needed: it is old');
    assert.equal(await planned(fileTask('/a')), '/h passed: nothing notifies it');
    assert.equal(
      await planned(fileTask('/a', { check: () => open('each time') }, { notify })),
      '/h undecided: it runs if a task that notifies it changes something',
    );
  });

  it('shows no action of a task that only looks', async () => {
    const [task] = await plan([fileTask('/a', {}, { isCheckOnly: true })]);
    assert.deepEqual([task?.verdict.kind, task?.actions], ['needed', []]);
  });
});

describe('what a verdict of the dry run rests on', () => {
  it('is what the device answered, without what is only expected', async () => {
    const text = { text: fileFact('/a') };
    const tasks = await plan([fileTask('/a'), fileTask('/b', { facts: () => text })]);
    assert.deepEqual(
      tasks.map(({ basis }) => basis.facts),
      [{ 'file /a': null }, {}],
    );
  });

  it('is nothing that a boot takes away', async () => {
    const text = { text: { ...fileFact('/a'), afterBoot: () => 'gone' } };
    const [task] = await plan([fileTask('/a', { facts: () => text })]);
    assert.deepEqual(task?.basis.facts, { 'file /a': 'gone' });
  });
});

describe('the dry run of a task that goes to another system and back', () => {
  it('has not passed what visits the system that is up, and comes back from there', async () => {
    const device = new ToyDevice();
    device.system = 'environment';
    const stay: Partial<Step> = { on: 'old' };
    const back: Partial<Step> = {
      ...{ on: 'old', visits: 'environment', facts: () => ({ system }) },
      check: () => needed('it is to go back'),
      expect: () => ({ system: 'old' }),
    };
    const tasks = [fileTask('/a', stay), fileTask('/b', back), fileTask('/c', stay)];
    assert.deepEqual(kinds(await plan(tasks, device)), ['passed', 'needed', 'needed']);
  });
});
