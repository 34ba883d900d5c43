import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { it } from 'node:test';

import { parse, stringify } from 'yaml';

import { migrationPlaybook, TEST_LIMIT, withFleet, type Fleet } from './fleet.ts';
import { assertSameLines, oldState, systemOf } from './looks.ts';

interface Block {
  name: string;
  block: Record<string, unknown>[];
}

/** An initramfs that no kernel can unpack: it panics, and reboots by itself. */
const BREAK_IT = {
  name: 'Break the environment',
  shell:
    'yes broken | dd of=/run/stem/staging/stem/initrd.img bs=1M count=1 iflag=fullblock conv=notrunc,fsync',
};

/** The migration as far as its rehearsal. */
async function playbookOf(fleet: Fleet, name: string, isBroken: boolean): Promise<string> {
  const plays = parse(await migrationPlaybook()) as { tasks: Block[] }[];
  for (const play of plays) {
    play.tasks = play.tasks.filter((phase) => phase.name === 'prepare');
    for (const phase of play.tasks) {
      const at = phase.block.findIndex((task) => 'stem.boot.rehearse' in task);
      assert.ok(at > 0, 'the migration has no rehearsal');
      phase.block = [
        ...phase.block.slice(0, at),
        ...(isBroken ? [BREAK_IT] : []),
        ...phase.block.slice(at, at + 1),
      ];
    }
  }
  const file = fleet.file(name);
  await writeFile(file, stringify(plays));
  return file;
}

it(
  'rehearses the boot: back by itself from an environment that does not come up, else there and back',
  TEST_LIMIT,
  () =>
    withFleet([{ name: 'lab-6', site: 'rome', login: 'pilot' }], async (fleet) => {
      const { device } = fleet;
      const before = await oldState(device);

      const broken = await playbookOf(fleet, 'broken.yml', true);
      const failed = await fleet.run('apply', '--rehearse', '--playbook', broken);
      assert.equal(failed.code, 2, failed.stderr);
      assert.match(
        failed.stdout,
        /boot\/rehearse: the old system came up, not the environment one/,
      );
      assert.equal(await systemOf(device), 'old');
      assertSameLines(await oldState(device), before);

      const whole = await playbookOf(fleet, 'whole.yml', false);
      const rehearsed = await fleet.run('apply', '--rehearse', '--playbook', whole);
      assert.equal(rehearsed.code, 0, rehearsed.stderr);
      const seen = (await fleet.events()).flatMap((event) =>
        event.kind === 'host.seen' ? [event.where.system] : [],
      );
      assert.deepEqual(seen, ['old', 'environment', 'old']);
      assert.equal(await systemOf(device), 'old');

      const undone = await fleet.run('rollback', await fleet.runId());
      assert.equal(undone.code, 0, undone.stderr);
      assertSameLines(await oldState(device), before);
    }),
);
