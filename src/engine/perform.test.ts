import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { performed } from '../../test/fakes/performed.ts';
import { failure, result, ToyDevice } from '../../test/fakes/toy-device.ts';
import { jobState, startJob, stopJob } from '../commands/job.ts';
import { run, type Action, type Outcome } from '../model/action.ts';
import { render, sh } from '../model/command.ts';
import { Secret } from '../model/secret.ts';

const DONE: Outcome = { kind: 'done', result: null };
const UPLOAD: Action = {
  ...{ kind: 'upload', from: '/b', to: '/incoming', bytes: 8, sha256: 'x', timeoutMs: 1 },
};

describe('an action', () => {
  const cases: readonly (readonly [Action, ...did: string[]])[] = [
    [{ kind: 'write', to: '/etc/motd', content: ['hi'], mode: 0o644 }, 'write /etc/motd'],
    [UPLOAD, 'upload /incoming'],
    [{ kind: 'wait', ms: 1 }],
    [{ kind: 'reconnect', timeoutMs: 1 }, 'close', 'connect', 'ask where'],
  ];
  for (const [action, ...did] of cases)
    it(`${action.kind} is done as it says`, async () => {
      const performance = await performed(action, new ToyDevice());
      assert.deepEqual([performance.outcome, performance.did], [DONE, did]);
    });

  it('that downloads says whether the file is new here', async () => {
    const wish = { kind: 'download', from: '/log', to: 'here', timeoutMs: 1 } as const;
    const { outcome, did } = await performed(wish, new ToyDevice());
    assert.deepEqual(
      [outcome, did],
      [{ kind: 'done', result: result('new') }, ['download /log here']],
    );
  });

  it('shows how far an upload is', async () => {
    assert.deepEqual((await performed(UPLOAD, new ToyDevice())).shown, ['4 of 8']);
  });

  it('that runs a command has its answer, and fails by its exit code unless any is right', async () => {
    const device = new ToyDevice();
    const answer = result('out', 3, 'no room\n');
    device.answers.set('mkfs', () => answer);
    const wish = { ...run(sh('mkfs')), stdin: ['in ', new Secret('s3cret')] };
    const { outcome, did } = await performed(wish, device);
    assert.deepEqual(outcome, { kind: 'failed', because: 'exit code 3: no room', result: answer });
    assert.deepEqual(did, ['run mkfs <<< in s3cret']);
    const any = await performed({ ...wish, accept: 'any' }, device);
    assert.deepEqual(any.outcome, { kind: 'done', result: answer });
  });
});

describe('an action that takes its time', () => {
  it('that waits does so in portions, and not for one who detaches', async () => {
    const sleeps: number[] = [];
    const sleep = (ms: number): Promise<void> => Promise.resolve(void sleeps.push(ms));
    const clock = { now: () => '', sleep };
    const wish = { kind: 'wait', ms: 5000 } as const;
    assert.deepEqual((await performed(wish, new ToyDevice(), { clock })).outcome, DONE);
    assert.deepEqual(sleeps, [2000, 2000, 1000]);
    const stop = () => 'detach' as const;
    const because = 'detached while it waited';
    const { outcome } = await performed(wish, new ToyDevice(), { clock, stop });
    assert.deepEqual([outcome, sleeps.length], [{ kind: 'unknown', because }, 3]);
  });

  it('that connects anew tries until its time is over', async () => {
    const wish = { kind: 'reconnect', timeoutMs: 60_000 } as const;
    for (const [refusals, kind, tries] of [
      [2, 'done', 3],
      [99, 'unknown', 31],
    ] as const) {
      const device = new ToyDevice();
      let connects = -1;
      device.before = (does) => {
        if (does !== 'connect') return;
        connects += 1;
        if (connects > 0 && connects <= refusals) throw failure('UNREACHABLE');
      };
      assert.deepEqual([(await performed(wish, device)).outcome.kind, connects], [kind, tries]);
    }
  });
});

describe('an action that goes wrong', () => {
  const breaking = (code: Parameters<typeof failure>[0]): ToyDevice => {
    const device = new ToyDevice();
    device.before = (does) => {
      if (does.startsWith('upload')) throw failure(code);
    };
    return device;
  };

  it('is unknown where the link is lost, which is then hung up', async () => {
    const { outcome, did } = await performed(UPLOAD, breaking('LINK_LOST'));
    assert.deepEqual(outcome, { kind: 'unknown', because: 'LINK_LOST' });
    assert.deepEqual(did, ['close']);
  });

  it('has failed where both ends differ, and is thrown where it is something else', async () => {
    const { outcome } = await performed(UPLOAD, breaking('UPLOAD_FAILED'));
    assert.deepEqual(outcome, { kind: 'failed', because: 'UPLOAD_FAILED', result: null });
    await assert.rejects(performed(UPLOAD, breaking('HOST_KEY_CHANGED')), {
      code: 'HOST_KEY_CHANGED',
    });
  });
});

const JOB_DIR = '/run/stem/jobs/x';
const JOB = { kind: 'job', dir: JOB_DIR, command: sh('tar', '-x'), timeoutMs: 10_000 } as const;
const START = render(startJob(JOB_DIR, JOB.command, JOB.timeoutMs));

/** Answers of the states in turn, each `STATE SIZE LOG`; the last one repeats. */
const working = (...states: readonly string[]): ToyDevice => {
  const device = new ToyDevice();
  let asked = 0;
  const next = (): string => states[Math.min((asked += 1), states.length) - 1] ?? '';
  for (let offset = 1; offset < 20; offset += 1)
    device.answers.set(render(jobState(JOB_DIR, offset)), () => result(next()));
  return device;
};
const stateAt = (offset: number): string => `run ${render(jobState(JOB_DIR, offset))}`;

describe('a job', () => {
  it('is started, and its log read on from where it was, until its result is there', async () => {
    const device = working('running\n3\none', 'running\n3\n', 'done 0\n6\ntwo', 'done 0\n6\n');
    const { outcome, did, shown } = await performed(JOB, device);
    assert.deepEqual(outcome, DONE);
    assert.deepEqual(did, [`run ${START} <<< `, ...[1, 4, 4, 7].map(stateAt)]);
    assert.deepEqual(shown, ['one', 'two']);
  });

  it('is polled with pauses, and stopped past its limit: its own on the device did not end it', async () => {
    const pauses: number[] = [];
    const clock = {
      now: () => '',
      sleep: (ms: number) => (pauses.push(ms), Promise.resolve()),
    };
    const { outcome, did } = await performed(JOB, working('running\n0\n'), { clock });
    const because = 'it went on past its time limit, and was stopped';
    assert.deepEqual(outcome, { kind: 'failed', because, result: null });
    assert.equal(did.at(-1), `run ${render(stopJob(JOB_DIR))}`);
    assert.deepEqual(new Set(pauses), new Set([2000]));
    const waitedMs = pauses.length * 2000;
    assert.ok(waitedMs > JOB.timeoutMs + 60_000 && waitedMs < 80_000, String(waitedMs));
  });

  it('is left to itself by who detaches: nobody waits for it, and nothing stops it', async () => {
    const device = working('running\n0\n');
    const { outcome, did } = await performed(JOB, device, {
      stop: () => 'detach',
      clock: { now: () => '', sleep: () => assert.fail('it waits') },
    });
    assert.deepEqual(outcome, { kind: 'unknown', because: 'detached; the job goes on' });
    assert.deepEqual(did, [`run ${START} <<< `, stateAt(1)]);
  });
});

describe('the end of a job', () => {
  for (const [state, because] of [
    ['done 1', 'exit code 1'],
    ['done 124', 'its time limit was over'],
    ['done 137', 'exit code 137: it was killed'],
    ['lost', 'the job is lost'],
    ['absent', 'the job is absent'],
  ] as const)
    it(`has failed where it is ${state}`, async () => {
      const { outcome } = await performed(JOB, working(`${state}\n0\n`));
      assert.deepEqual(outcome, { kind: 'failed', because, result: null });
    });

  it('has failed for the reason that it gives last', async () => {
    const device = working('running\n4\none\n', 'done 3\n13\nno room\n\n', 'done 3\n13\n');
    const { outcome } = await performed(JOB, device);
    assert.deepEqual(outcome, { kind: 'failed', because: 'exit code 3: no room', result: null });
  });

  it('shows nothing under no_log', async () => {
    const device = working('done 1\n3\none', 'done 1\n3\n');
    const { outcome, shown } = await performed(JOB, device, { hasNoLog: true });
    assert.deepEqual(shown, []);
    assert.deepEqual(outcome, { kind: 'failed', because: 'exit code 1', result: null });
  });
});
