import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { it } from 'node:test';

import { parse, stringify } from 'yaml';

import { migrationPlaybook, TEST_LIMIT, withFleet, type Fleet } from './fleet.ts';
import { assertSameLines, oldState, systemOf } from './looks.ts';

const BOOT_MS = 10 * 60_000;

interface Play {
  tasks: { name: string }[];
}

/** The migration's first block alone, so that a run ends in the environment. */
async function prepareOnly(fleet: Fleet): Promise<string> {
  const plays = parse(await migrationPlaybook()) as Play[];
  for (const play of plays) play.tasks = play.tasks.filter(({ name }) => name === 'prepare');
  const file = fleet.file('prepare.yml');
  await writeFile(file, stringify(plays));
  return file;
}

it(
  'leaves a device as it was: planned, failed, panicked, and rolled back without a journal',
  TEST_LIMIT,
  () =>
    withFleet([{ name: 'lab-3', site: 'rome', login: 'pilot' }], async (fleet) => {
      const { device } = fleet;
      const before = await oldState(device);

      await device.exec('touch /etc/customer-backup-fails; sync');
      const failed = await fleet.run('apply');
      assert.equal(failed.code, 2, failed.stderr);
      assert.match(failed.stdout, /rolled-back/);
      assert.match(failed.stdout + failed.stderr, /the order database is broken/);
      await device.exec('rm /etc/customer-backup-fails');
      assertSameLines(await oldState(device), before);

      const playbook = await prepareOnly(fleet);
      const prepared = await fleet.run('apply', '--playbook', playbook);
      assert.equal(prepared.code, 0, prepared.stderr);
      assert.equal(await systemOf(device), 'environment');

      const mark = await device.consoleMark();
      // The answer never comes: the kernel is gone.
      await device.tryExec('echo c > /proc/sysrq-trigger', { timeoutMs: 10_000 }).catch(() => null);
      await device.waitForConsole(/Kernel panic/, 60_000, mark);
      await device.waitForConsole(/login:/, BOOT_MS, mark);
      await device.waitForSsh(BOOT_MS);
      assert.equal(await systemOf(device), 'old');

      // Another controller: the journal of the first one is lost.
      const undone = await fleet.ask(
        'rollback',
        '--from-device',
        '--playbook',
        playbook,
        '--journal',
        fleet.file('another.db'),
      );
      assert.equal(undone.code, 0, undone.stderr);
      assert.match(undone.stdout, /rolled-back/);
      assertSameLines(await oldState(device), before);
    }),
);
