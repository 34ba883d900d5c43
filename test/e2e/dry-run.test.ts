import assert from 'node:assert/strict';
import { it } from 'node:test';

import { TEST_LIMIT, withFleet } from './fleet.ts';

it('changes no byte of the disk in a dry run', TEST_LIMIT, () =>
  withFleet([{ name: 'lab-4', site: 'rome', login: 'pilot' }], async (fleet) => {
    const { device } = fleet;
    // A device that lives writes by itself: logs, the application. So its file systems are made read-only first,
    // by force, and whatever the dry run would write to them or behind them shows.
    await device.exec('systemctl stop customer-app; swapoff /dev/sda5; swapon /dev/sda5; sync');
    await device.exec(
      'echo s > /proc/sysrq-trigger; sleep 2; echo u > /proc/sysrq-trigger; sleep 3',
    );
    assert.match(await device.exec('grep " / " /proc/mounts'), / ro[, ]/);
    const before = await device.diskHash();

    const { code, stdout, stderr } = await fleet.ask('plan');
    assert.match(stdout, /staging\/format/, `${String(code)} ${stdout} ${stderr}`);
    assert.match(stdout, /Nothing was changed/);
    assert.equal(await device.diskHash(), before);

    // The hash sees a single byte: this test can fail.
    await device.exec('printf x | dd of=/dev/sda bs=1 seek=1000000 conv=notrunc,fsync status=none');
    assert.notEqual(await device.diskHash(), before);
  }),
);
