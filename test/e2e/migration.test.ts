import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { it } from 'node:test';

import type { StemEvent } from '../../src/model/event.ts';
import type { Wanted } from '../../vagrant/machines/bring-up.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import { withSegment, type Segment } from '../../vagrant/machines/segment.ts';
import { TEST_LIMIT, withFleet } from './fleet.ts';
import { customerData, hostKeysOf, keptItsAddress, systemOf } from './looks.ts';

const BOOT_MS = 10 * 60_000;

/** The second one has a fixed address, where nobody gives any away. */
const twoSites = (segment: Segment): readonly Wanted[] => [
  { name: 'lab-1', site: 'berlin', login: 'root' },
  { name: 'lab-2', site: 'hamburg', login: 'pilot', segment },
];

/** Bytes of the root's partition and of its file system, and how many partitions the disk has. */
const sizes = async (device: Device): Promise<readonly number[]> => {
  const text = await device.exec(
    `blockdev --getsize64 /dev/sda1; df -B1 --output=size / | tail -n 1; sfdisk -d /dev/sda | grep -c '^/dev/'`,
  );
  return text.trim().split('\n').map(Number);
};

interface Before {
  readonly data: string;
  readonly hostKeys: string;
  readonly partition: number;
}

async function looksMigrated(device: Device, before: Before | undefined): Promise<void> {
  assert.equal(await systemOf(device), 'new', device.name);
  assert.match(await device.exec('cat /etc/os-release'), /stand-in/i);
  assert.equal(await customerData(device), before?.data, device.name);
  assert.equal(await hostKeysOf(device), before?.hostKeys, device.name);
  assert.equal((await device.exec('hostname')).trim(), device.name);
  assert.equal(await device.exec('tail -n +2 /proc/swaps'), '');
  assert.equal(await device.exec('ls -A /run/stem/lock 2>/dev/null || true'), '');
}

async function keptItsDisk(device: Device, before: Before | undefined): Promise<void> {
  const [partition, , partitions] = await sizes(device);
  assert.equal(partition, before?.partition);
  assert.equal(partitions, 3);
}

async function hasGrown(device: Device, before: Before | undefined): Promise<void> {
  const [partition = 0, fileSystem = 0, partitions] = await sizes(device);
  assert.ok(partition > 1.2 * (before?.partition ?? Infinity), String(partition));
  assert.ok(fileSystem > 0.9 * partition, String(fileSystem));
  assert.equal(partitions, 1);
}

const isUnpacking = (event: StemEvent): boolean =>
  event.kind === 'action.started' && event.task === 'install/unpack';

it(
  'migrates two devices at two sites, a canary first, also where the controller dies',
  TEST_LIMIT,
  () =>
    withSegment((segment) =>
      withFleet(twoSites(segment), async (fleet) => {
        await appendFile(fleet.inventory, '\n[hamburg:vars]\nstem_grow=True\n');
        const before = new Map<string, Before>();
        for (const device of fleet.devices) {
          // Started again by nobody: what it writes later would not be the same before and after.
          await device.exec('systemctl disable --now -q customer-app');
          const [partition = 0] = await sizes(device);
          const hostKeys = await hostKeysOf(device);
          before.set(device.name, { data: await customerData(device), hostKeys, partition });
        }

        const killed = fleet.start('apply', '--confirm-hosts', '2');
        await fleet.untilEvent(killed, isUnpacking);
        await killed.kill();
        assert.equal(await systemOf(fleet.named('lab-1')), 'environment');
        const { code, stdout, stderr } = await fleet.run('resume', await fleet.runId());
        assert.equal(code, 0, `${stdout}\n${stderr}`);

        const events = await fleet.events();
        const canaryEnded = events.findIndex(
          ({ kind, host }) => kind === 'host.ended' && host === 'lab-1',
        );
        const secondStarted = events.findIndex(({ host }) => host === 'lab-2');
        assert.ok(canaryEnded > 0 && canaryEnded < secondStarted, 'the canary was not first');

        for (const device of fleet.devices) await looksMigrated(device, before.get(device.name));
        await keptItsDisk(fleet.named('lab-1'), before.get('lab-1'));
        await hasGrown(fleet.named('lab-2'), before.get('lab-2'));
        await keptItsAddress(fleet.named('lab-2'), (command) => fleet.named('lab-2').exec(command));

        // The new system is what boots, and both ways to log in work there.
        await Promise.all(
          fleet.devices.map(async (device) => {
            const boot = await device.exec('cat /proc/sys/kernel/random/boot_id');
            await device.reset();
            await device.waitForSsh(BOOT_MS);
            assert.notEqual(await device.exec('cat /proc/sys/kernel/random/boot_id'), boot);
            assert.equal(await systemOf(device), 'new', device.name);
          }),
        );
        const asked = await fleet.ask('exec', 'all', '-b', '--', 'id -u; cat /etc/stem-system');
        assert.equal(asked.code, 0, asked.stderr);
        assert.equal(asked.stdout.match(/^0\nnew$/gm)?.length, 2, asked.stdout);

        const refused = await fleet.run('rollback', await fleet.runId());
        assert.equal(refused.code, 2, refused.stderr);
        assert.match(refused.stderr, /no way back for lab-1: .*\nno way back for lab-2: /);
      }),
    ),
);
