import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { it } from 'node:test';

import type { StemEvent } from '../../src/model/event.ts';
import type { Wanted } from '../../vagrant/machines/bring-up.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import { withSegment, type Segment } from '../../vagrant/machines/segment.ts';
import { TEST_LIMIT, withFleet } from './fleet.ts';
import {
  assertSameLines,
  customerData,
  hostKeysOf,
  keptItsAddress,
  oldState,
  systemOf,
} from './looks.ts';

const BOOT_MS = 10 * 60_000;

/** The first one, the canary, has a fixed address, where nobody gives any away. */
const twoSites = (segment: Segment): readonly Wanted[] => [
  { name: 'lab-1', site: 'berlin', login: 'pilot', segment },
  { name: 'lab-2', site: 'hamburg', login: 'pilot' },
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

async function looksMigrated(device: Device, before: Before): Promise<void> {
  assert.equal(await systemOf(device), 'new', device.name);
  assert.match(await device.exec('cat /etc/os-release'), /stand-in/i);
  assert.equal(await customerData(device), before.data, device.name);
  assert.equal(await hostKeysOf(device), before.hostKeys, device.name);
  assert.equal((await device.exec('hostname')).trim(), device.name);
  // Else each sudo would wait for a name server, and here is none.
  assert.match(await device.exec('getent hosts "$(hostname)"'), /^127\.0\.1\.1 /);
  assert.equal(await device.exec('tail -n +2 /proc/swaps'), '');
  assert.equal(await device.exec('ls -A /run/stem/lock 2>/dev/null || true'), '');
}

async function hasGrown(device: Device, before: Before): Promise<void> {
  const [partition = 0, fileSystem = 0, partitions] = await sizes(device);
  assert.ok(partition > 1.2 * before.partition, String(partition));
  assert.ok(fileSystem > 0.9 * partition, String(fileSystem));
  assert.equal(partitions, 1);
}

const begins =
  (task: string, host: string) =>
  (event: StemEvent): boolean =>
    event.kind === 'action.started' && event.host === host && event.task === task;

it(
  'migrates the canary and then begins with the other site, also where the controller dies; what has a way back goes back',
  TEST_LIMIT,
  () =>
    withSegment((segment) =>
      withFleet(twoSites(segment), async (fleet) => {
        await appendFile(fleet.inventory, '\n[berlin:vars]\nstem_grow=True\n');
        const canary = fleet.named('lab-1');
        const other = fleet.named('lab-2');
        // Started again by nobody: what it writes later would not be the same before and after.
        await canary.exec('systemctl disable --now -q customer-app');
        const before = {
          data: await customerData(canary),
          hostKeys: await hostKeysOf(canary),
          partition: (await sizes(canary))[0] ?? 0,
        };
        const untouched = await oldState(other);

        const killed = fleet.start('apply', '--confirm-hosts', '2');
        await fleet.untilEvent(killed, begins('install/unpack', 'lab-1'));
        await killed.kill();
        assert.equal(await systemOf(canary), 'environment');
        const resumed = fleet.start('resume', await fleet.runId());
        await fleet.untilEvent(resumed, begins('staging/identity', 'lab-2'));
        await resumed.kill();

        const events = await fleet.events();
        const canaryEnded = events.findIndex(
          ({ kind, host }) => kind === 'host.ended' && host === 'lab-1',
        );
        const secondStarted = events.findIndex(({ host }) => host === 'lab-2');
        assert.ok(canaryEnded > 0 && canaryEnded < secondStarted, 'the canary was not first');

        await looksMigrated(canary, before);
        await hasGrown(canary, before);
        await keptItsAddress(canary, (command) => canary.exec(command));
        await bootsAgain(canary);

        const undone = await fleet.run('rollback', await fleet.runId());
        assert.equal(undone.code, 2, undone.stderr);
        assert.match(undone.stderr, /no way back for lab-1: /);
        assert.doesNotMatch(undone.stderr, /no way back for lab-2/);
        assertSameLines(await oldState(other), untouched);

        // Both ways to log in work, in whichever system.
        const asked = await fleet.ask(
          ...['exec', 'all', '-b', '--', 'id -u; cat /etc/stem-system || echo old'],
        );
        assert.equal(asked.code, 0, asked.stderr);
        assert.match(asked.stdout, /^0\nnew$/m);
        assert.match(asked.stdout, /^0\nold$/m);
      }),
    ),
);

/** The new system is what boots. */
async function bootsAgain(device: Device): Promise<void> {
  const boot = await device.exec('cat /proc/sys/kernel/random/boot_id');
  await device.reset();
  await device.waitForSsh(BOOT_MS);
  assert.notEqual(await device.exec('cat /proc/sys/kernel/random/boot_id'), boot);
  assert.equal(await systemOf(device), 'new', device.name);
}
