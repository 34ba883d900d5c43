// What `npm test` breaks: a fixed core, and others each day. Run by `npm run test:faults`.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { casesOf, sampleOf, type Case } from './cases.ts';
import { Lane } from './lane.ts';
import { tryCase } from './try-case.ts';
import { tryChain } from './try-chain.ts';
import { growTrunk, tasksOf } from './trunk.ts';

/** The moments at which a migration without this project's care is lost. Each is rolled back to the byte. */
const ALONE = [
  // mkfs over what was swap, and its undoing by a device that comes up without either.
  'staging/format/1/during/power-cut',
  'staging/push/1/during/link-cut',
  // Its job goes on, and the next controller attaches to it.
  'staging/unpack/2/during/controller-killed',
  // What GRUB reads must be on the disk, not in its cache.
  'boot/arm/1/after/writes-lost',
  // The one sector that decides who boots.
  'boot/rehome/3/before/power-cut',
  'boot/rehome/3/during/writes-lost',
];
/** Behind the point of no return, in one migration: each time the power goes, and with it all that was not flushed. */
const CHAIN = [
  'install/format/1/after/writes-lost',
  'install/unpack/1/during/writes-lost',
  'boot/trial/1/during/writes-lost',
  'boot/enter-new/2/during/writes-lost',
  'restore/paths/1/during/writes-lost',
  'finish/boot-default/1/after/writes-lost',
];
const MORE_ALONE = 2;
const MORE_IN_CHAIN = 3;
const LIMIT = { timeout: 60 * 60_000 };

const seed = process.env['STEM_FAULT_SEED'] ?? new Date().toISOString().slice(0, 10);
process.stdout.write(`# STEM_FAULT_SEED=${seed} breaks the same things again\n`);
const taskOf = (name: string): string => name.split('/').slice(0, 2).join('/');
const STARTS = new Set(['staging/lock', ...[...ALONE, ...CHAIN.slice(0, 1)].map(taskOf)]);
const folder = await mkdtemp(join(tmpdir(), 'stem-faults-'));
const trunkFolder = join(folder, 'trunk');
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const trunk = await growTrunk(trunkFolder, say, (task) => STARTS.has(task));
const all = casesOf(trunk.points);
const named = (names: readonly string[]): readonly Case[] =>
  names.map((name) => {
    const found = all.find((one) => one.name === name);
    assert.ok(found, `no case is called ${name} any more: change the list in this file`);
    return found;
  });

const others = all.filter(({ point }) => !point.hasCrossed);
const alone = [
  ...named(ALONE),
  ...sampleOf(
    others.filter(({ name }) => !ALONE.includes(name)),
    MORE_ALONE,
    seed,
  ),
];
const chained = new Set(CHAIN.map(taskOf));
const chain = inOrder([
  ...named(CHAIN),
  ...sampleOf(
    all.filter(
      ({ point, fault }) =>
        point.hasCrossed && fault.name === 'writes-lost' && !chained.has(point.task),
    ),
    MORE_IN_CHAIN,
    seed,
  ),
]);

function inOrder(cases: readonly Case[]): readonly Case[] {
  const tasks = tasksOf(trunk);
  return cases.toSorted((a, b) => tasks.indexOf(a.point.task) - tasks.indexOf(b.point.task));
}

describe('a migration that is broken', { concurrency: 2 }, () => {
  after(() => rm(folder, { recursive: true, force: true }));

  it('gets to its end, however often', LIMIT, async () => {
    const lane = await Lane.open(trunkFolder, trunk, join(folder, 'lane-0'));
    try {
      const { recovered, failed } = await tryChain(chain, { lane, trunk, seed });
      for (const [one, tried] of recovered) tell(one, tried);
      assert.equal(failed && `${failed.one.name}: ${failed.because}`, null);
      const struck = new Set(recovered.map(([{ name }]) => name));
      for (const name of CHAIN) assert.ok(struck.has(name), `${name} never came`);
    } finally {
      await lane.close();
    }
  });

  it('is as before where it is rolled back', LIMIT, async (test) => {
    const lane = await Lane.open(trunkFolder, trunk, join(folder, 'lane-1'));
    try {
      for (const one of alone)
        await test.test(one.name, async () => {
          try {
            tell(one, await tryCase(one, { lane, trunk, seed }));
          } catch (error) {
            await lane.kill();
            throw error;
          }
        });
    } finally {
      await lane.close();
    }
  });
});

function tell({ name }: Case, tried: object): void {
  process.stdout.write(`# ${name}: ${JSON.stringify(tried)}\n`);
}
