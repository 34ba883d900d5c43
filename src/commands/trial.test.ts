import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { sandboxed, type Ended, type Sandbox } from '../../test/fakes/dash.ts';
import { CONFIRMED } from '../model/paths.ts';
import { script } from './script.ts';
import {
  TRIAL_FILES,
  TRIAL_SCRIPT,
  TRIAL_UNIT,
  TRIAL_WANTED,
  TRIAL_WATCHDOG,
  TRIAL_WATCHDOG_CONF,
  ROOT_TRIAL,
  IMAGE_TRIAL,
  proveTrial,
  trialScript,
  trialUnit,
} from './trial.ts';

const TEXT = trialScript(CONFIRMED, { confirmSeconds: 600, reviveSeconds: 120 });

/** The calls of `sleep`, in order, each with what happens meanwhile. */
function whileAsleep(box: Sandbox, ...events: readonly string[]): void {
  const cases = events.map((event, index) => `${String(index + 1)}) ${event} ;;`).join('\n');
  box.fake('sleep', `n=$(wc -l <'@/slept'); echo >>'@/slept'\ncase $((n + 1)) in\n${cases}\nesac`);
}

const box = sandboxed((box) => {
  for (const file of ['/proc/sysrq-trigger', '/dev/kmsg', '/slept']) box.put(file);
  box.put(TRIAL_UNIT);
  box.fake('sleep');
});
const start = (): Ended => box().run(script('trial', TEXT.replaceAll('/dev/kmsg', '/run/kmsg')));
const confirm = `mkdir -p '@/run/stem'; : >'@${CONFIRMED}'`;
const handOver = `rm '@${TRIAL_UNIT}'`;
const slept = (): readonly string[] =>
  box()
    .log()
    .filter((line) => line.startsWith('sleep'));

describe('the timer of the trial boot', () => {
  it('reboots, synced, where nobody confirmed in time', () => {
    start();
    assert.equal(box().text('/proc/sysrq-trigger'), 'b\n');
    assert.deepEqual(slept().slice(0, 2), ['sleep 600', 'sleep 10']);
    assert.ok(box().log().includes('sync'), 'nothing was synced');
  });

  it('does nothing where somebody confirmed, even at the last moment, and took the device over', () => {
    whileAsleep(box(), confirm, handOver);
    assert.equal(start().exitCode, 0);
    assert.equal(box().text('/proc/sysrq-trigger'), '');
    assert.deepEqual(box().log(), ['sleep 600', 'sleep 60']);
  });

  it('reboots a confirmed device that nobody enters any more', () => {
    // The server itself, somebody who has not given a password yet, and whatever else is called like that.
    for (const [pid, title] of [
      [11, 'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups\0'],
      [12, 'sshd: root [priv]\0'],
      [13, '/usr/bin/customer-app\0sshd: root@notty\0'],
    ] as const)
      box().put(`/proc/${String(pid)}/cmdline`, title);
    whileAsleep(box(), confirm, ':', ':', ':', handOver);
    start();
    assert.equal(box().text('/proc/sysrq-trigger'), 'b\n');
    assert.deepEqual(slept().slice(0, 4), ['sleep 600', 'sleep 60', 'sleep 60', 'sleep 10']);
  });

  for (const title of ['sshd: root@notty', 'sshd: pilot@pts/0', 'sshd-session: root@notty'])
    it(`takes ${title} for somebody who is in`, () => {
      box().put('/proc/11/cmdline', `${title}\0`);
      whileAsleep(box(), confirm, ':', ':', ':', ':', handOver);
      assert.equal(start().exitCode, 0);
      assert.equal(box().text('/proc/sysrq-trigger'), '');
    });

  it('takes a job that runs for somebody, and one that ended for nobody', () => {
    box().put('/run/stem/jobs/restore/pid', 'boot 77\n');
    box().put('/proc/77/stat');
    whileAsleep(box(), confirm, ':', ':', ':', `: >'@/run/stem/jobs/restore/result'`, ':', ':');
    start();
    assert.equal(box().text('/proc/sysrq-trigger'), 'b\n');
    assert.equal(slept().length, 7);
  });
});

describe('a job in the trial boot', () => {
  it('counts while anything of it runs, also where its first process was killed', () => {
    box().put('/run/stem/jobs/restore/pid', 'boot 77\n');
    box().put('/proc/80/stat', '80 (tar (1) x) S 1 78 77 0 -1\n');
    const end = `printf '80 (tar) Z 1 78 77 0 -1\\n' >'@/proc/80/stat'`;
    whileAsleep(box(), confirm, ':', ':', ':', end, ':', ':');
    start();
    assert.equal(box().text('/proc/sysrq-trigger'), 'b\n');
    assert.equal(slept().length, 7);
  });
});

describe('the proof of a trial', () => {
  const device = sandboxed((box) => {
    box.fake('systemctl');
  });

  it('wants the timer to run', () => {
    device().put('/proc/cmdline', 'ro stem.trial\n');
    device().prints(proveTrial());
    assert.deepEqual(device().log(), ['systemctl is-active --quiet stem-trial.service']);
    device().fake('systemctl', 'exit 3');
    const { exitCode, stderr } = device().run(proveTrial());
    assert.equal(exitCode, 1);
    assert.match(stderr, /the timer of the trial \(stem-trial\.service\) does not run/);
  });

  it('is the word that our trial entry gives the kernel, and no other', () => {
    const words = (line: string): number | null => {
      device().put('/proc/cmdline', `${line}\n`);
      return device().run(proveTrial()).exitCode;
    };
    assert.equal(words('root=LABEL=stem-root ro stem.trial panic=10'), 0);
    for (const other of ['root=LABEL=stem-root ro quiet', 'ro stem.trials', 'ro stemxtrial'])
      assert.equal(words(other), 1, other);
  });
});

describe('the timer of an image', () => {
  const over = IMAGE_TRIAL.over.replace('/mnt', '/run/mnt');
  const text = trialScript(
    CONFIRMED,
    { confirmSeconds: 600, reviveSeconds: 120 },
    { ...IMAGE_TRIAL, over },
  ).replaceAll('/dev/kmsg', '/run/kmsg');
  const starts = (): string => {
    assert.equal(box().run(script('trial', text)).exitCode === null, false);
    return box().text('/proc/sysrq-trigger');
  };

  it('does nothing in any later boot, whether or not its files could be removed', () => {
    box().put(over);
    assert.equal(starts(), '');
    assert.deepEqual(slept(), ['sleep 600']);
  });

  it('ends once the device is handed over, and reboots where nobody confirms that', () => {
    whileAsleep(box(), confirm, `mkdir -p '@${over.replace(/\/[^/]*$/, '')}'; : >'@${over}'`);
    assert.equal(starts(), '');
    assert.deepEqual(slept(), ['sleep 600', 'sleep 60']);
    box().fake('sleep');
    rmSync(box().at(over));
    rmSync(box().at(CONFIRMED));
    assert.equal(starts(), 'b\n');
  });
});

describe('the unit of an image', () => {
  it('starts in every boot for as long as it is there, with a script on the root itself', () => {
    const unit = trialUnit(IMAGE_TRIAL);
    assert.doesNotMatch(unit, /^Condition/m);
    assert.match(unit, /^ExecStart=\/bin\/sh \/usr\/lib\/stem\/trial$/m);
  });
});

describe('the unit of the trial boot', () => {
  const UNIT = trialUnit(ROOT_TRIAL);

  it('starts in trial boots only, and there before anything that may hang', () => {
    assert.match(UNIT, /^\[Unit\]$[^[]*^DefaultDependencies=no$/m);
    assert.match(UNIT, /^\[Unit\]$[^[]*^ConditionKernelCommandLine=stem\.trial$/m);
    assert.match(UNIT, new RegExp(`^ExecStart=/bin/sh ${TRIAL_SCRIPT}$`, 'm'));
    const target = /^\[Install\]\nWantedBy=(.*)$/m.exec(UNIT)?.[1] ?? '';
    const name = TRIAL_UNIT.split('/').at(-1) ?? '';
    assert.equal(TRIAL_WANTED, `/etc/systemd/system/${target}.wants/${name}`);
  });

  it('outlives the emergency mode and a lack of memory, and is started again', () => {
    assert.match(UNIT, /^\[Unit\]$[^[]*^IgnoreOnIsolate=yes$/m);
    assert.match(UNIT, /^OOMScoreAdjust=-1000$/m);
    assert.match(UNIT, /^Restart=on-failure$/m);
  });

  it('comes with a watchdog that the oldest boards can keep, and goes with it', () => {
    const seconds = /^\[Manager\]\nRuntimeWatchdogSec=(\d+)$/m.exec(TRIAL_WATCHDOG_CONF)?.[1];
    assert.ok(Number(seconds) <= 30, 'ib700 waits 30 s at most');
    assert.deepEqual(TRIAL_FILES, [TRIAL_WANTED, TRIAL_UNIT, TRIAL_WATCHDOG, TRIAL_SCRIPT]);
  });
});
