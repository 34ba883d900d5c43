import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { JOBS, STAGING } from '../../src/model/paths.ts';
import { SshdFleet } from '../fakes/sshd-fleet.ts';
import type { StartedCli } from '../fakes/start-cli.ts';

/** Signals to the real command, while a job goes on that a real sshd started. The job ends when there is a gate file. */
let fleet: SshdFleet;
const at = (name: string): string => join(fleet.directory, name);
const wipe = (): void => {
  const ofDevices = ['web-1', 'web-2'].flatMap((name) =>
    [`${JOBS}/backup-script`, `${STAGING}/backup`].map((path) => fleet.own(name, path)),
  );
  for (const path of [...ofDevices, at('gate'), at('log')])
    rmSync(path, { recursive: true, force: true });
};

before(async () => {
  fleet = await SshdFleet.start('web-1', 'web-2');
  const script = `#!/bin/sh
echo begins >>${at('log')}
until [ -e ${at('gate')} ]; do sleep 0.2; done
echo ends >>${at('log')}
`;
  writeFileSync(at('script'), script);
  chmodSync(at('script'), 0o755);
  fleet.writeInventory(
    Object.fromEntries(
      ['web-1', 'web-2'].map((name) => [name, `stem_backup_script=${at('script')} text=hello`]),
    ),
  );
});
beforeEach(() => {
  wipe();
  fleet.writePlaybook(
    'name: a long job\nstem.backup.script: {}',
    'name: write it\ncopy: { dest: "{{ motd }}", content: "{{ text }}" }',
  );
  rmSync(fleet.file('web-1'), { force: true });
});
after(async () => {
  wipe();
  await fleet.stop();
});

const log = (): string => (existsSync(at('log')) ? readFileSync(at('log'), 'utf8') : '');
/** The device goes on by itself: nothing else can tell us when it is done. */
async function untilLogged(text: string): Promise<void> {
  for (let tries = 0; log() !== text && tries < 300; tries += 1) await sleep(100);
  assert.equal(log(), text);
}

/** A run of one device at a time, in the middle of its job. */
async function busy(...args: readonly string[]): Promise<{ cli: StartedCli; runId: string }> {
  const cli = fleet.launch('apply', '--serial', '1', '--confirm-hosts', '2', ...args);
  await cli.says(/web-1 \| backup\/script …/);
  await untilLogged('begins\n');
  const [, runId = ''] = /^run (\S+):/m.exec(cli.stderr()) ?? [];
  return { cli, runId };
}

const openGate = (): void => {
  writeFileSync(at('gate'), '');
};

/** `resume` attaches to what goes on, and does the rest on one device. */
async function resumesOnce(runId: string): Promise<void> {
  openGate();
  const resumed = await fleet.stem('resume', runId, '--limit', 'web-1');
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.equal(log(), 'begins\nends\n');
  assert.equal(fleet.text('web-1'), 'hello');
}

describe('Ctrl-C', () => {
  it('once lets the task end, stops at the safe point behind it, and starts nobody else', async () => {
    const { cli, runId } = await busy();
    cli.signal('SIGINT');
    await cli.says(/^stopping: no further device is started/m);
    openGate();
    const { code, stdout } = await cli.end();
    assert.equal(code, 8, stdout);
    assert.equal(log(), 'begins\nends\n');
    assert.equal(fleet.text('web-1'), null);
    assert.match(stdout, /web-1 .* stopped .* stopped at a safe point/);
    assert.match(stdout, /stopped early: the operator stopped it; never started: web-2/);
    await resumesOnce(runId);
  });

  it('twice leaves at once; the job goes on, and resume attaches to it', async () => {
    const { cli, runId } = await busy();
    cli.signal('SIGINT');
    await cli.says(/^stopping:/m);
    cli.signal('SIGINT');
    const { code, stderr, stdout } = await cli.end();
    assert.equal(code, 8, stdout);
    assert.match(stderr, /^leaving: devices finish what they do, `resume` goes on from there/m);
    assert.equal(log(), 'begins\n');
    const locked = fleet.open('resume', runId, '--limit', 'web-1');
    await locked.says(/web-1 \| backup\/script …/);
    const second = await fleet.stem('resume', runId);
    assert.equal(second.code, 75, second.stderr);
    assert.match(second.stderr, /\(RUN_LOCKED\)/);
    openGate();
    assert.equal((await locked.end()).code, 0);
    assert.equal(log(), 'begins\nends\n');
    assert.equal(fleet.text('web-1'), 'hello');
  });

  it('three times aborts with 130, and still kills nothing on the device', async () => {
    // A job is left at its next poll: only a command keeps a second Ctrl-C waiting.
    fleet.writePlaybook(`name: a command\nshell: { cmd: "${at('script')}" }`);
    const cli = fleet.launch('apply', '--limit', 'web-1');
    await untilLogged('begins\n');
    for (const says of [/^stopping:/m, /^leaving:/m, /^aborted: links are closed/m]) {
      cli.signal('SIGINT');
      await cli.says(says);
    }
    assert.equal((await cli.end()).code, 130);
    openGate();
    await untilLogged('begins\nends\n');
  });
});

describe('a lost terminal and a shutdown', () => {
  for (const name of ['SIGTERM', 'SIGHUP'] as const)
    it(`(${name}) leave at once: the job goes on without a controller`, async () => {
      const { cli, runId } = await busy('--json');
      cli.signal(name);
      const { code, stderr, stdout } = await cli.end();
      assert.equal(code, 8, stderr);
      assert.match(stderr, new RegExp(`^${name}: leaving: devices finish what they do`, 'm'));
      const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
      assert.deepEqual([last['kind'], last['neverStarted']], ['run.summary', ['web-2']]);
      openGate();
      await untilLogged('begins\nends\n');
      await resumesOnce(runId);
    });
});

describe('a command that was cut off where only a person can tell', () => {
  it('is unknown: 16, left out by resume until it is named, then done as that person says', async () => {
    fleet.writePlaybook(`name: only a person can tell
shell: { cmd: "${at('script')}" }`);
    const cli = fleet.launch('apply', '--limit', 'web-1');
    await untilLogged('begins\n');
    cli.signal('SIGKILL');
    await cli.end();
    openGate();
    await untilLogged('begins\nends\n');
    const first = await fleet.stem('resume');
    assert.equal(first.code, 16, first.stderr);
    const second = await fleet.stem('resume');
    assert.equal(second.code, 16, second.stderr);
    assert.match(
      second.stderr,
      /^left out, since their state is unknown: web-1\. Next: look at them, then `stem-remote resume \S+ --limit web-1`\.$/m,
    );
    const third = await fleet.open('resume', '--limit', 'web-1', '--skip').end();
    assert.equal(third.code, 0, third.stderr);
    assert.equal(log(), 'begins\nends\n');
  });
});
