import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

const STEM = join(import.meta.dirname, 'environment/root/usr/lib/stem');

let dir: string;
/** Writes a file below the test's folder, with the folders on its way. */
function put(name: string, text: string, mode = 0o644): string {
  const file = join(dir, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text, { mode });
  return file;
}

/** Runs a command with the environment's functions, on processes and files of the test. */
function inShell(command: string): string {
  const env = {
    PATH: `${join(dir, 'bin')}:${process.env['PATH'] ?? ''}`,
    STEM_PROC: join(dir, 'proc'),
    STEM_JOBS: join(dir, 'jobs'),
    STEM_BOOT: join(dir, 'boot'),
  };
  const text = `. ${STEM}/functions; . ${STEM}/staging-functions; . ${STEM}/session-functions; ${command}`;
  return execFileSync('dash', ['-c', text], { encoding: 'utf8', env, timeout: 20_000 });
}

/** As /proc has it: words that end with NUL, and what is left of the memory that sshd writes its title into. */
const title = (pid: number, text: string): string =>
  put(`proc/${String(pid)}/cmdline`, `${text}\0\0\0`);

function eachInItsFolder(): void {
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'stem-environment-'));
    mkdirSync(join(dir, 'boot'));
    put('proc/uptime', '100.55 7.00\n');
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });
}

describe('who is in the environment', () => {
  eachInItsFolder();

  it('is somebody whose login succeeded', () => {
    title(7, 'sshd: pilot@notty');
    assert.equal(inShell('has_session && echo yes'), 'yes\n');
  });

  it('is not a server that listens, nor a login under way', () => {
    title(5, 'sshd: /usr/sbin/sshd -D [listener] 1 of 50-50 startups');
    title(6, 'sshd: root [priv]');
    title(8, 'sh\0-c\0sshd: a@b');
    put('proc/9/other', '');
    assert.equal(inShell('has_session || echo no'), 'no\n');
  });

  it('is a job whose process runs', () => {
    put('jobs/unpack/pid', 'boot 77\n');
    assert.equal(inShell('has_job || echo no'), 'no\n');
    put('proc/77/stat', '');
    assert.equal(inShell('has_job && echo yes'), 'yes\n');
    put('jobs/unpack/result', '0\n');
    assert.equal(inShell('has_job || echo no'), 'no\n');
  });

  it('is a job whose first process was killed, while what it started runs', () => {
    put('jobs/unpack/pid', 'boot 77\n');
    put('proc/78/stat', '78 (tar (1) x) Z 1 78 77 0 -1\n');
    put('proc/79/stat', '79 (sh) S 1 79 79 0 -1\n');
    assert.equal(inShell('has_job || echo no'), 'no\n');
    put('proc/80/stat', '80 (tar (1) x) S 1 78 77 0 -1\n');
    assert.equal(inShell('has_job && echo yes'), 'yes\n');
  });
});

describe('an environment that nobody enters', () => {
  eachInItsFolder();
  /** Time passes only while it sleeps, and somebody is there from one second to another. */
  const clock = (from: number, to: number): void => {
    const proc = join(dir, 'proc');
    const sleep = `#!/bin/sh
now=$(($(cut -d. -f1 ${proc}/uptime) + $1))
echo "$now.00 1" >${proc}/uptime
rm -rf ${proc}/7
[ "$now" -ge ${String(from)} ] && [ "$now" -lt ${String(to)} ] || exit 0
mkdir ${proc}/7
printf 'sshd: root@notty' >${proc}/7/cmdline
`;
    put('bin/sleep', sleep, 0o755);
  };

  it('is given up after the time since the boot of the timer', () => {
    clock(0, 0);
    assert.equal(inShell('until_deserted 60; echo "$now"'), '160\n');
  });

  it('is given up after the time since somebody was there last, also after a crash of the timer', () => {
    clock(130, 146);
    assert.equal(inShell('until_deserted 60; echo "$now"'), '205\n');
    assert.equal(readFileSync(join(dir, 'boot/entered'), 'utf8'), '145\n');
    put('proc/uptime', '190.00 1\n');
    assert.equal(inShell('until_deserted 60; echo "$now"'), '205\n');
  });

  it('starts no process in its wait but sleep', () => {
    clock(130, 146);
    const text = readFileSync(join(STEM, 'session-functions'), 'utf8').replace(/^#.*$/gm, '');
    assert.doesNotMatch(
      text,
      /\$\((?!\()|`|(?<!\|)\|(?!\|)/,
      'a fork that fails would end the timer',
    );
  });
});

describe('leaving the environment', () => {
  eachInItsFolder();
  const leave = (staging: string): string => {
    const env = { PATH: `${join(dir, 'bin')}:${process.env['PATH'] ?? ''}`, STEM_PROC: dir };
    for (const name of ['fsfreeze', 'sync', 'sleep', 'logger'])
      put(`bin/${name}`, '#!/bin/sh\n', 0o755);
    put('bin/reboot', `#!/bin/sh\n: >${dir}/rebooted$1\n`, 0o755);
    const text = `. ${STEM}/functions; . ${STEM}/staging-functions; say() { echo "$*"; }; dir=$1; leave`;
    const { stdout } = spawnSync('dash', ['-c', text, 'leave', staging], {
      encoding: 'utf8',
      env,
      timeout: 20_000,
    });
    return stdout;
  };

  it('chooses the old system, as long as it is there', () => {
    const staging = join(dir, 'staging');
    mkdirSync(staging);
    assert.match(leave(staging), /^mode=old is set\nrebooting$/m);
    assert.match(readFileSync(join(staging, 'stem/grubenv'), 'utf8'), /^mode=old$/m);
    assert.ok(existsSync(join(dir, 'rebooted')), 'no reboot');
  });

  it('changes nothing behind the point of no return, and reboots', () => {
    const staging = join(dir, 'staging');
    put('staging/no-return', '');
    assert.match(leave(staging), /^rebooting$/m);
    assert.equal(existsSync(join(staging, 'stem/grubenv')), false);
    assert.ok(existsSync(join(dir, 'rebooted')), 'no reboot');
  });

  it('reboots where no partition can be mounted, by force at last', () => {
    assert.match(leave(''), /^no staging partition can be mounted\nrebooting$/m);
    assert.ok(existsSync(join(dir, 'rebooted-f')), 'no forced reboot');
    assert.ok(existsSync(join(dir, 'sysrq-trigger')), 'no reset');
  });
});
