import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { buildDevice, type DeviceImage } from '../../vagrant/images/device.ts';
import { personalise } from '../../vagrant/images/personalise.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import { openLab, type Lab } from '../../vagrant/machines/lab.ts';

const MINUTE_MS = 60_000;
const BUILD = { timeout: 30 * MINUTE_MS };
const LIMIT = { timeout: 10 * MINUTE_MS };
const BOOT_MS = 5 * MINUTE_MS;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

let lab: Lab;
let image: DeviceImage;
let device: Device;
before(async () => {
  lab = openLab(await mkdtemp(join(tmpdir(), 'stem-lab-')));
  image = await buildDevice(say);
  device = await lab.create({ name: 'web-1', image, personalise });
  await device.start();
  await device.waitForSsh(BOOT_MS);
  await device.snapshot('up');
}, BUILD);
after(async () => {
  for (const one of await lab.devices()) await one.kill();
  await rm(lab.dir, { recursive: true });
});

const backToUp = async (): Promise<void> => {
  await device.restore('up');
  await device.waitForSsh(BOOT_MS);
};

describe('a lab device', () => {
  it('is the customer-like device of the founding notes', LIMIT, async () => {
    await backToUp();
    assert.equal(await device.exec('hostname'), 'web-1\n');
    assert.match(await device.exec('findmnt -no SOURCE,FSTYPE /'), /^\/dev\/sda1 +ext4$/m);
    assert.match(await device.exec('cat /proc/swaps'), /^\/dev\/sda5 /m);
    const { exitCode, stderr } = await device.tryExec('echo to-stderr >&2; exit 7');
    assert.deepEqual({ exitCode, stderr }, { exitCode: 7, stderr: 'to-stderr\n' });
    assert.match(await device.console(0), /Linux version/);
  });

  it('gets no command where its host key is not the pinned one', LIMIT, async () => {
    await backToUp();
    const file = join(device.dir, 'known_hosts');
    const ours = await readFile(file, 'utf8');
    const other = await lab.create({ name: 'web-2', image, personalise });
    const theirs = await readFile(join(other.dir, 'known_hosts'), 'utf8');
    assert.notEqual(theirs, ours);
    await writeFile(file, theirs.replaceAll('web-2', 'web-1'));
    try {
      await assert.rejects(device.exec('touch /root/reached'), {
        name: 'LabError',
        message: `web-1: what answers at 127.0.0.1:${String(device.port)} has another host key.`,
      });
      await writeFile(file, '');
      await assert.rejects(device.exec('touch /root/reached'), /has another host key/);
    } finally {
      await writeFile(file, ours);
    }
    assert.equal((await device.tryExec('test -e /root/reached')).exitCode, 1);
  });
});

describe("a lab device's state", () => {
  it('is as it was after going back to a snapshot', LIMIT, async () => {
    await backToUp();
    await device.exec('touch /root/later /run/later && sync');
    await device.snapshot('later');
    await backToUp();
    assert.equal(await device.exec('ls -d /root/later /run/later || true'), '');
    await device.kill();
    await device.restore('later');
    await device.waitForSsh(BOOT_MS);
    assert.equal(await device.exec('ls -d /root/later /run/later'), '/root/later\n/run/later\n');
  });

  it('boots again after a power cut, with what was synced', LIMIT, async () => {
    await backToUp();
    const bootId = await device.exec('cat /proc/sys/kernel/random/boot_id');
    await device.exec('echo kept > /root/kept && sync');
    await device.kill();
    assert.equal(await device.isRunning(), false);
    await device.start();
    await device.waitForSsh(BOOT_MS);
    assert.equal(await device.exec('cat /root/kept'), 'kept\n');
    assert.notEqual(await device.exec('cat /proc/sys/kernel/random/boot_id'), bootId);
  });

  it(
    'switches off when asked, and its disk then stays the same to the last byte',
    LIMIT,
    async () => {
      await backToUp();
      await device.stop();
      assert.equal(await device.isRunning(), false);
      const off = await device.diskHash();
      await device.snapshot('off');
      await backToUp();
      await device.exec('touch /root/changed && sync');
      await device.kill();
      assert.notEqual(await device.diskHash(), off);
      await device.restore('off');
      assert.equal(await device.diskHash(), off);
    },
  );
});
