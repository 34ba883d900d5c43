import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { LabError } from '../lab-error.ts';
import { runProgram } from '../run-program.ts';
import { personalise, readDeviceFile } from './personalise.ts';

const TIMEOUT = { timeoutMs: 60_000 };

describe('the personality of a lab device', () => {
  let dir: string;
  let disk: string;
  const debugfs = (...args: readonly string[]): Promise<string> =>
    runProgram(['debugfs', ...args, `${disk}?offset=1048576`], TIMEOUT);

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'stem-personalise-test-'));
    disk = join(dir, 'disk.raw');
    await mkdir(join(dir, 'root/etc/ssh'), { recursive: true });
    await writeFile(join(dir, 'root/etc/hostname'), 'lab-device\n');
    await writeFile(disk, '');
    await truncate(disk, 9 * 1024 * 1024);
    const options = ['-t', 'ext4', '-E', 'offset=1048576', '-d', join(dir, 'root')];
    await runProgram(['mke2fs', '-q', '-F', ...options, disk, '8192k'], TIMEOUT);
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('is a name, a machine id and host keys of its own in the file system of sda1', async () => {
    const { hostKeys, machineId } = await personalise(disk, { hostname: 'web-1' });

    assert.equal(await readDeviceFile(disk, '/etc/hostname'), 'web-1\n');
    assert.match(await readDeviceFile(disk, '/etc/hosts'), /^127[.]0[.]1[.]1 web-1$/m);
    assert.equal(await readDeviceFile(disk, '/etc/machine-id'), `${machineId}\n`);
    assert.match(machineId, /^[0-9a-f]{32}$/);
    assert.deepEqual(
      hostKeys.map((line) => line.split(' ')[0]),
      ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ssh-rsa'],
    );
    const inside = await readDeviceFile(disk, '/etc/ssh/ssh_host_ed25519_key.pub');
    assert.equal(inside, `${hostKeys[0] ?? ''} root@web-1\n`);
  });

  it('gives the private keys to root alone, and leaves a file system without a fault', async () => {
    await personalise(disk, { hostname: 'web-1' });
    const stat = await debugfs('-R', 'stat /etc/ssh/ssh_host_rsa_key');
    assert.match(stat, /Type: regular +Mode: +0600/);
    assert.match(stat, /User: +0 +Group: +0 /);
    await runProgram(['e2fsck', '-fn', `${disk}?offset=1048576`], TIMEOUT);
  });

  it('can be given again, with other keys', async () => {
    const first = await personalise(disk, { hostname: 'web-1' });
    const second = await personalise(disk, { hostname: 'db-1' });
    assert.equal(await readDeviceFile(disk, '/etc/hostname'), 'db-1\n');
    assert.notEqual(first.machineId, second.machineId);
    assert.notEqual(first.hostKeys[0], second.hostKeys[0]);
  });

  it('refuses what is no host name, before it touches the disk', async () => {
    await assert.rejects(personalise(disk, { hostname: 'web 1; rm' }), (error) => {
      assert.ok(error instanceof LabError);
      assert.equal(error.message, '"web 1; rm" is no host name.');
      return true;
    });
    assert.equal(await readDeviceFile(disk, '/etc/hostname'), 'lab-device\n');
  });

  it('refuses a disk that was not shut down', async () => {
    await debugfs('-w', '-R', 'set_super_value state 0');
    await assert.rejects(personalise(disk, { hostname: 'web-1' }), /is not clean/);
  });
});
