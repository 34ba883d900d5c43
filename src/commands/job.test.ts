import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { raw, sh } from '../model/command.ts';
import { jobState, parseJobState, startJob, stopJob, stopJobs, type JobState } from './job.ts';

const BOOT = '/proc/sys/kernel/random/boot_id';
const DIR = "/run/stem/jobs/it's one";

/** A process that is gone, or only waits to be collected. */
const hasEnded = (pid: string): boolean => {
  try {
    return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
};

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !isSo(); tries += 1) await sleep(50);
  assert.ok(isSo(), 'within 5 s');
}

const withBoot = (box: Sandbox): void => {
  box.put(BOOT, 'boot-1\n');
  box.sharesProcesses = true;
};

describe('a job', () => {
  const box = sandboxed(withBoot);
  const state = (): JobState => parseJobState(box().run(jobState(DIR, 1)).stdout).state;
  const hasEndedWith = (end: JobState) => () => state() === end;

  it('keeps its words and its input apart, and its input from others', async () => {
    const go = `until [ -e '${box().at('/run/go')}' ]; do sleep 0.05; done`;
    const command = startJob(DIR, raw(`${go}; cat; printf '%s' "it's \\$HOME"`), 60_000);
    box().run(command, { input: 'secret ' });
    assert.equal(state(), 'running');
    assert.equal(statSync(box().at(`${DIR}/stdin`)).mode & 0o777, 0o600);
    box().put('/run/go');
    await until(hasEndedWith('done 0'));
    assert.equal(box().text(`${DIR}/log`), "secret it's $HOME");
    assert.equal(existsSync(box().at(`${DIR}/stdin`)), false);
    assert.equal(statSync(box().at(DIR)).mode & 0o077, 0);
  });

  it('ends at its limit, which is whole seconds and never less', async () => {
    box().prints(startJob(DIR, sh('sleep', '60'), 1));
    await until(hasEndedWith('done 124'));
    const words = startJob(DIR, sh('true'), 1001);
    assert.equal(words.kind === 'simple' && words.words.at(-1), '2');
  });

  it('is lost when the power went: its process may be somebody else by now', async () => {
    box().prints(startJob(DIR, sh('sleep', '60'), 60_000));
    const [, pid = ''] = box().text(`${DIR}/pid`).trim().split(' ');
    box().put(BOOT, 'boot-2\n');
    assert.equal(state(), 'lost');
    box().prints(stopJob(DIR));
    assert.equal(hasEnded(pid), false);
    box().put(BOOT, 'boot-1\n');
    box().prints(stopJob(DIR));
    await until(() => hasEnded(pid));
    box().put(`${DIR}/result`, '7\n');
    assert.equal(state(), 'done 7');
  });

  it('is stopped with all that it started, also where that does not listen', async () => {
    box().fake('sleep', 'exec /bin/sleep 0.02');
    const deaf = `trap '' TERM; /bin/sleep 20 & echo $! >'${box().at('/run/child')}'; wait`;
    box().prints(startJob(DIR, raw(deaf), 60_000));
    const childOf = (): string =>
      existsSync(box().at('/run/child')) ? box().text('/run/child').trim() : '';
    await until(() => childOf() !== '');
    const child = childOf();
    box().prints(stopJob(DIR));
    await until(() => hasEnded(child));
    box().prints(stopJob(DIR));
    box().prints(stopJob('/run/stem/jobs/none'));
  });
});

describe('a job whose first process was killed', () => {
  const box = sandboxed(withBoot);
  const state = (): JobState => parseJobState(box().run(jobState(DIR, 1)).stdout).state;

  it('goes on while anything of it does: it is not to be started twice', async () => {
    const child = box().at('/run/child');
    box().prints(
      startJob(
        DIR,
        raw(`/bin/sleep 60 & echo $! >'${child}.new'; mv '${child}.new' '${child}'; wait`),
        60_000,
      ),
    );
    await until(() => existsSync(child));
    const [, pid = ''] = box().text(`${DIR}/pid`).trim().split(' ');
    process.kill(Number(pid), 'SIGKILL');
    await until(() => hasEnded(pid));
    assert.equal(state(), 'running');
    box().prints(stopJob(DIR));
    await until(() => state() === 'lost');
    assert.ok(hasEnded(box().text('/run/child').trim()), 'with what it had started');
  });
});

describe('a job at the moment that somebody looks', () => {
  const box = sandboxed(withBoot);
  const state = (): JobState => parseJobState(box().run(jobState(DIR, 1)).stdout).state;

  it('is done, not lost, where it ends while it is looked at', () => {
    box().put(`${DIR}/pid`, 'boot-1 999999999\n');
    // Who asks for the boot id is about to look at the process: the result comes just then.
    const result = box().at(`${DIR}/result`);
    box().fake('cat', `case $1 in */result) ;; *) echo 0 >"${result}" ;; esac; exec /bin/cat "$@"`);
    assert.equal(state(), 'done 0');
  });

  it('has a process from its first moment, also while its input still comes', async () => {
    const seen = box().at('/run/seen');
    box().fake('cat', `[ $# != 0 ] || cp "${box().at(DIR)}/pid" ${seen}; exec /bin/cat "$@"`);
    box().run(startJob(DIR, sh('true'), 60_000));
    assert.match(box().text('/run/seen'), /^boot-1 \d+\n$/);
    await until(() => state() === 'done 0');
    box().put(`${DIR}/log`, 'of the first');
    box().run(startJob(DIR, sh('true'), 60_000));
    assert.equal(box().text(`${DIR}/log`), 'of the first');
    assert.deepEqual(readdirSync(box().at('/run/stem/jobs')), ["it's one"]);
  });
});

describe('the log of a job', () => {
  const box = sandboxed(withBoot);

  it('shows its log from an offset, and not more than 64 KiB at once', () => {
    box().put(`${DIR}/pid`, 'boot-1 1\n');
    box().put(`${DIR}/result`, '0\n');
    box().put(`${DIR}/log`, `head${'x'.repeat(70_000)}`);
    const { log, nextOffset } = parseJobState(box().prints(jobState(DIR, 5)), 5);
    assert.deepEqual([log.length, log.slice(0, 2), nextOffset], [65_536, 'xx', 65_541]);
    const rest = parseJobState(box().prints(jobState(DIR, nextOffset)), nextOffset);
    assert.deepEqual([rest.log.length, rest.nextOffset], [70_004 - 65_540, 70_005]);
  });

  it('keeps its words out of the text of its scripts', () => {
    keepsOutOfText((value) => jobState(value, 1));
    keepsOutOfText((value) => stopJob(value));
    keepsOutOfText((value) => startJob(value, raw(value), 1));
  });
});

describe('the answer about a job', () => {
  it('is lost where it is none, and never moves the offset back', () => {
    const none = { log: '', nextOffset: 9 };
    assert.deepEqual(parseJobState('', 9), { state: 'lost', ...none });
    assert.deepEqual(parseJobState('sudo: a password is required\n', 9), {
      state: 'lost',
      ...none,
    });
    assert.deepEqual(parseJobState('done \nx\n', 9), { state: 'lost', ...none });
    assert.deepEqual(parseJobState('running\n3\nnew', 9), {
      state: 'running',
      log: 'new',
      nextOffset: 9,
    });
    assert.deepEqual(parseJobState('done 137\n2\na\nb', 1), {
      state: 'done 137',
      log: 'a\nb',
      nextOffset: 3,
    });
  });
});

describe('all jobs of a device', () => {
  const box = sandboxed(withBoot);

  it('are stopped, whatever their names, and where there are none nothing is', async () => {
    box().prints(stopJobs('/run/stem/jobs'));
    const dirs = [DIR, '/run/stem/jobs/other'];
    for (const dir of dirs) box().prints(startJob(dir, sh('sleep', '60'), 60_000));
    const pids = dirs.map((dir) => box().text(`${dir}/pid`).trim().split(' ')[1] ?? '');
    box().prints(stopJobs('/run/stem/jobs'));
    await until(() => pids.every(hasEnded));
  });
});
