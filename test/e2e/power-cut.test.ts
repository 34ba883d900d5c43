import assert from 'node:assert/strict';
import { it } from 'node:test';

import type { StemEvent } from '../../src/model/event.ts';
import { TEST_LIMIT, withFleet } from './fleet.ts';
import { customerData, hostKeysOf, systemOf } from './looks.ts';

const BOOT_MS = 10 * 60_000;

const isFormatted = (event: StemEvent): boolean =>
  event.kind === 'action.ended' && event.task === 'install/format';
const isUnpacking = (event: StemEvent): boolean =>
  event.kind === 'action.started' && event.task === 'install/unpack';

it(
  'finishes after a power cut behind mkfs, and after `kill -9` of the controller',
  TEST_LIMIT,
  () =>
    withFleet([{ name: 'lab-5', site: 'rome', login: 'root' }], async (fleet) => {
      const { device } = fleet;
      await device.exec('systemctl disable --now -q customer-app');
      const data = await customerData(device);
      const hostKeys = await hostKeysOf(device);

      const first = fleet.start('apply');
      await fleet.untilEvent(first, isFormatted);
      await device.kill();
      await first.kill();
      const runId = await fleet.runId();
      await device.start();
      await device.waitForSsh(BOOT_MS);
      assert.equal(await systemOf(device), 'environment');
      assert.equal(await hostKeysOf(device), hostKeys);

      const refused = await fleet.run('rollback', runId);
      assert.equal(refused.code, 2, refused.stderr);
      assert.match(refused.stderr, /no way back for lab-5/);

      const second = fleet.start('resume', runId);
      await fleet.untilEvent(second, isUnpacking);
      await second.kill();
      assert.equal(await systemOf(device), 'environment');

      const third = await fleet.run('resume', runId);
      assert.equal(third.code, 0, `${third.stdout}\n${third.stderr}`);
      assert.equal(await systemOf(device), 'new');
      assert.equal(await customerData(device), data);
      assert.equal(await hostKeysOf(device), hostKeys);

      const report = await fleet.run('report', runId);
      assert.equal(report.code, 0, report.stderr);
      assert.match(report.stdout, /lab-5 .*reached/);
    }),
);
