import assert from 'node:assert/strict';
import { it } from 'node:test';

import { buildFlashBundle } from '../../vagrant/images/flash-bundle.ts';
import { TEST_LIMIT, withFleet } from '../e2e/fleet.ts';
import { customerData, hostKeysOf, systemOf } from '../e2e/looks.ts';
import { cutPowerIn } from './power-cut.ts';

const DEVICE = { name: 'lab-1', site: 'berlin', login: 'root' } as const;

it(
  'flashes one image over the old root, whose power fails meanwhile: table and first partition stay',
  TEST_LIMIT,
  () =>
    withFleet(
      [DEVICE],
      async (fleet) => {
        const { device } = fleet;
        await device.exec('systemctl disable --now -q customer-app');
        const hostKeys = await hostKeysOf(device);
        const data = await customerData(device);
        const table = await device.exec('sfdisk -d /dev/sda | grep ^/dev/sda1');

        const controller = fleet.start('apply', '--confirm-hosts', '1');
        await cutPowerIn(fleet, controller, 'install/write-images');
        const { code, stdout, stderr } = await controller.ended();
        assert.equal(code, 0, `${stdout}\n${stderr}`);

        assert.equal(await systemOf(device), 'new');
        assert.match(await device.exec('cat /etc/os-release'), /stand-in/i);
        assert.equal(await hostKeysOf(device), hostKeys);
        assert.equal(await customerData(device), data);
        assert.equal(await device.exec('sfdisk -d /dev/sda | grep ^/dev/sda1'), table);
        const sizes = await device.exec(
          'blockdev --getsz /dev/sda1; df -B512 --output=size / | tail -n 1',
        );
        const [partition = 0, fileSystem = 0] = [...sizes.matchAll(/\d+/g)].map(Number);
        assert.ok(fileSystem > 0.9 * partition, sizes);
      },
      buildFlashBundle,
    ),
);
