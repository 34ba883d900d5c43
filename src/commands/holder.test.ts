import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { JOBS, LOCK, RUN, STAGING } from '../model/paths.ts';
import { tellHolder } from './holder.ts';

const owner = (operator: string): string =>
  `run=run-1\noperator=${operator}\nsince=2026-11-24T00:00:00Z\n`;

describe('who holds a device, and whether anybody drives it', () => {
  const box = sandboxed((box) => {
    box.fake('blkid', 'echo lab-swap');
    box.fake('debugfs', `printf '%s' '${owner('bob')}'`);
    box.put('/proc/sys/kernel/random/boot_id', 'boot-1\n');
  });
  const told = (): string => box().prints(tellHolder('/dev/sda5'));

  it('is nobody where nothing of ours is', () => {
    assert.equal(told(), 'asked\n');
  });

  it('is named by the lock, the mounted and the unmounted staging partition', () => {
    box().put(`${LOCK}/owner`, owner('ada=desk $(x)'));
    assert.equal(told(), 'lock-by ada=desk $(x)\nlock-since 2026-11-24T00:00:00Z\nasked\n');
    box().fake('blkid', 'echo stem-staging');
    assert.match(told(), /^staging-by bob$/m);
    box().put(`${STAGING}/owner`, owner('eve'));
    assert.match(told(), /^staging-by eve$/m);
  });

  it('is busy while the lock of a command is held', async () => {
    box().put(`${RUN}/session.lock`);
    assert.equal(told(), 'asked\n');
    const held = spawn('flock', [box().at(`${RUN}/session.lock`), 'sh', '-c', 'echo held; cat']);
    await once(held.stdout, 'data');
    assert.equal(told(), 'busy yes\nasked\n');
    held.stdin.end();
    await once(held, 'exit');
    assert.equal(told(), 'asked\n');
  });

  it('has a job that runs, not one that has ended, was lost, or belongs to an earlier boot', () => {
    box().put(`${JOBS}/runs/pid`, `boot-1 ${String(process.pid)}\n`);
    box().put(`${JOBS}/ended/pid`, `boot-1 ${String(process.pid)}\n`);
    box().put(`${JOBS}/ended/result`, '0\n');
    box().put(`${JOBS}/lost/pid`, 'boot-1 4194999\n');
    box().put(`${JOBS}/earlier/pid`, `boot-0 ${String(process.pid)}\n`);
    box().put(`/proc/${String(process.pid)}/stat`, '');
    assert.equal(told(), 'job runs\nasked\n');
  });

  it('has a job whose first process was killed, while what it started runs', () => {
    box().put(`${JOBS}/orphan/pid`, 'boot-1 4194999\n');
    box().put('/proc/4194998/stat', '4194998 (tar (1) x) S 1 4194998 4194999 0 -1\n');
    assert.equal(told(), 'job orphan\nasked\n');
  });

  it('is asked with the device as an argument', () => {
    keepsOutOfText(tellHolder);
  });
});

describe('connections to a device', () => {
  const box = sandboxed((box) => {
    box.fake('blkid', 'exit 2');
    box.put('/proc/sys/kernel/random/boot_id', 'boot-1\n');
  });
  /** A process of the device. The shell that asks has its own real id, so it is put in below. */
  const put = (pid: number | string, name: string, [parent, line]: readonly [number, string]) => {
    box().put(`/proc/${String(pid)}/stat`, `${String(pid)} (${name}) S ${String(parent)} 1 1 0\n`);
    box().put(`/proc/${String(pid)}/cmdline`, line);
  };
  /** `$$` of the script is not known beforehand: every id that it may have says the same. */
  const told = (): readonly string[] => {
    const command = tellHolder('/dev/sda5');
    if (command.kind !== 'simple') throw new Error('a script is simple');
    const words = command.words.map((word) => word.replace('p=$$', 'p=900'));
    return box()
      .prints({ ...command, words })
      .split('\n')
      .filter((line) => line.startsWith('link'));
  };

  it('count where they are of the same server, have no terminal, and are not our own', () => {
    put(100, 'sshd', [1, '/usr/sbin/sshd -D']);
    put(200, 'sshd', [100, 'sshd: pilot [priv]']);
    put(201, 'sshd', [200, 'sshd: pilot@notty']);
    put(900, 'sh', [201, 'sh -c …']);
    assert.deepEqual(told(), []);
    put(300, 'sshd', [100, 'sshd: pilot [priv]']);
    put(301, 'sshd', [300, 'sshd: pilot@pts/0']);
    put(400, 'sshd', [1, '/usr/sbin/sshd -f another -D']);
    put(401, 'sshd', [400, 'sshd: root@notty']);
    assert.deepEqual(told(), []);
    put(500, 'sshd', [100, 'sshd: root@notty']);
    put(600, 'sshd-session', [100, 'sshd-session: pilot [priv]']);
    put(601, 'sshd-session', [600, 'sshd-session: pilot@notty']);
    assert.deepEqual(told(), ['link 500', 'link 601']);
  });
});
