// What `npm test` breaks: a fixed core, and others each day. Run by `npm run test:faults`.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { casesOf, sampleOf, type Case } from './cases.ts';
import { Lane } from './lane.ts';
import { tryCase } from './try-case.ts';
import { growTrunk } from './trunk.ts';

/** The moments at which a migration without this project's care is lost. */
const CORE = [
  // mkfs over what was swap, and its undoing by a device that comes up without either.
  'staging/format/1/during/power-cut',
  'staging/push/1/during/link-cut',
  // What GRUB reads must be on the disk, not in its cache.
  'boot/arm/1/after/writes-lost',
  // The one sector that decides who boots.
  'boot/rehome/3/before/power-cut',
  'boot/rehome/3/during/writes-lost',
  'install/format/1/after/writes-lost',
  'install/unpack/1/during/controller-killed',
  'boot/enter-new/2/during/power-cut',
  'finish/boot-default/1/after/writes-lost',
];
const SAMPLE = 4;
const LANES = 2;
const CASE_LIMIT = { timeout: 30 * 60_000 };

const seed = process.env['STEM_FAULT_SEED'] ?? new Date().toISOString().slice(0, 10);
process.stdout.write(`# STEM_FAULT_SEED=${seed} breaks the same things again\n`);
const folder = await mkdtemp(join(tmpdir(), 'stem-faults-'));
const trunk = await growTrunk(join(folder, 'trunk'), (line) => process.stderr.write(`${line}\n`));
const all = casesOf(trunk.points);
const core = CORE.map((name) => {
  const found = all.find((one) => one.name === name);
  assert.ok(found, `no case is called ${name} any more: change the list in this file`);
  return found;
});
const others = all.filter(({ name }) => !CORE.includes(name));

/** Lanes that nobody is on. */
const free: Lane[] = [];
const opened: Lane[] = [];
for (let number = 0; number < LANES; number += 1) {
  const lane = await Lane.open(
    join(folder, 'trunk'),
    trunk,
    join(folder, `lane-${String(number)}`),
  );
  opened.push(lane);
  free.push(lane);
}

async function onLane(one: Case): Promise<void> {
  const lane = free.pop();
  if (lane === undefined) throw new Error('more tests at once than lanes');
  try {
    const tried = await tryCase(one, { lane, trunk, seed });
    process.stdout.write(`# ${one.name}: ${JSON.stringify(tried)}\n`);
  } finally {
    await lane.kill();
    free.push(lane);
  }
}

describe('a migration that is broken', { concurrency: LANES }, () => {
  after(async () => {
    await Promise.all(opened.map((lane) => lane.close()));
    await rm(folder, { recursive: true, force: true });
  });
  for (const one of [...core, ...sampleOf(others, SAMPLE, seed)])
    it(`gets to its goal: ${one.name}`, CASE_LIMIT, () => onLane(one));
});
