import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { LabError } from '../../vagrant/lab-error.ts';
import { runsGuest } from '../../vagrant/machines/accelerator.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import { openLab, withLab, type Lab } from '../../vagrant/machines/lab.ts';

const LIMIT = { timeout: 300_000 };
const WAIT_MS = 60_000;
const DISK_BYTES = 3 * 1024 * 1024 + 512;

/**
 * A guest of one boot sector: it adds 1 to the first byte of the disk's second sector and to its copy in memory,
 * and then writes that memory as a letter (A for 1) to the serial port, twice a second.
 */
const GUEST =
  'fa31c08ed88ec08ed0bc007cfbb80102b90200b600bb007ecd13fe06007eb80103b90200b600cd13' +
  'a0007e0440baf803eeb90900f4e2fdebef';

let dir = '';
let image = '';
before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stem-machine-'));
  image = join(dir, 'guest.raw');
  const sector = Buffer.alloc(512);
  sector.write(GUEST, 'hex');
  sector.set([0x55, 0xaa], 510);
  await writeFile(image, sector);
  await truncate(image, DISK_BYTES);
});
after(async () => {
  await rm(dir, { recursive: true });
});

const create = (lab: Lab, name: string): Promise<Device> =>
  lab.create({
    name,
    image: { disk: image, rootKey: join(dir, 'no-key'), pilotPassword: 'x' },
    personalise: () => Promise.resolve({ hostKeys: ['ssh-ed25519 AAAA comment'] }),
    memoryMib: 64,
  });

const sha256 = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
};

describe('a lab machine', () => {
  it('has the hash of its raw disk until it has run', LIMIT, () =>
    withLab(async (lab) => {
      const device = await create(lab, 'one');
      const before = await sha256(image);
      assert.equal(await device.diskHash(), before);
      await device.start();
      await device.waitForConsole(/A/, WAIT_MS);
      const paused = await device.diskHash();
      assert.notEqual(paused, before);
      await device.kill();
      assert.equal(await device.diskHash(), paused);
      assert.equal(await sha256(image), before);
    }),
  );

  it('keeps its console over a power cut, and tells of what came since', LIMIT, () =>
    withLab(async (lab) => {
      const device = await create(lab, 'one');
      await device.start();
      await device.waitForConsole(/A/, WAIT_MS);
      await device.pause(); // A power cut takes what was not flushed, and this guest flushes nothing.
      await device.kill();
      assert.equal(await device.isRunning(), false);
      await device.start();
      await device.waitForConsole(/B/, WAIT_MS);
      assert.doesNotMatch(await device.console(), /A/);
      const mark = await device.consoleMark();
      await device.reset();
      const since = await device.waitForConsole(/C/, WAIT_MS, mark);
      assert.doesNotMatch(since, /A/);
      assert.match(await device.console(0), /A+[^A]*B+[^B]*C/);
    }),
  );
});

describe("a lab machine's snapshot", () => {
  it('brings back its memory too, into a running machine and one that is off', LIMIT, () =>
    withLab(async (lab) => {
      const device = await create(lab, 'one');
      await device.start();
      await device.waitForConsole(/A/, WAIT_MS);
      await device.snapshot('first-boot');
      await device.reset();
      await device.waitForConsole(/B/, WAIT_MS);
      await device.restore('first-boot');
      await device.waitForConsole(/AA/, WAIT_MS, await device.consoleMark());
      await device.kill();
      await device.start();
      await device.waitForConsole(/B/, WAIT_MS); // The disk went back as well.
      await device.kill();
      await device.restore('first-boot');
      await device.waitForConsole(/AA/, WAIT_MS);
      assert.equal(await device.isRunning(), true);
    }),
  );

  it('of a machine that was off brings back its disk, and leaves it off', LIMIT, () =>
    withLab(async (lab) => {
      const device = await create(lab, 'one');
      const fresh = await device.diskHash();
      await device.snapshot('fresh');
      await device.start();
      await device.waitForConsole(/A/, WAIT_MS);
      await device.restore('fresh');
      assert.equal(await device.isRunning(), false);
      assert.equal(await device.diskHash(), fresh);
      await assert.rejects(device.restore('stale'), {
        message: 'one has no snapshot stale.',
        hint: 'Choose one of: fresh.',
      });
    }),
  );
});

describe('a lab', () => {
  it('gives a machine another port where its own is in use', LIMIT, () =>
    withLab(async (lab) => {
      const device = await create(lab, 'one');
      const { port } = device;
      const squatter = createServer().listen(port, '127.0.0.1');
      await once(squatter, 'listening');
      await device.start();
      assert.notEqual(device.port, port);
      const again = await openLab(lab.dir).device('one');
      assert.equal(again.port, device.port);
      assert.equal(await again.isRunning(), true);
      squatter.close();
    }),
  );

  it('says what QEMU said where it does not start', LIMIT, () =>
    withLab(async (lab) => {
      const device = await create(lab, 'one');
      await assert.rejects(device.start({ extra: ['-device', 'no-such-thing'] }), (error) => {
        assert.ok(error instanceof LabError);
        assert.match(error.message, /^one: QEMU did not start:\n.*'no-such-thing'/s);
        return true;
      });
      assert.equal(await device.isRunning(), false);
    }),
  );

  it('is gone with its folder when a test is over, also one that fails', LIMIT, async () => {
    let lab: Lab | undefined;
    let device: Device | undefined;
    const failing = withLab(async (ours) => {
      lab = ours;
      device = await create(ours, 'one');
      await device.start();
      throw new Error('the test failed');
    });
    await assert.rejects(failing, { message: 'the test failed' });
    assert.equal(await device?.isRunning(), false);
    assert.deepEqual(await lab?.devices(), []);
  });
});

describe('the look for an accelerator', () => {
  it('sees a guest run', LIMIT, async () => {
    assert.equal(await runsGuest('tcg'), true);
  });
});
