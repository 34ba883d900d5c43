// Two migrations that are broken on purpose: a fixed core, and others each day. Run by `npm run test:faults`.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { casesOf, chance, sampleOf, type Case } from './cases.ts';
import { Lane } from './lane.ts';
import { growSeedling } from './seedling.ts';
import { tryCase } from './try-case.ts';
import { tryChain } from './try-chain.ts';

/** Before the point of no return, in one migration that is then rolled back: the moments at which one without this project's care is lost. */
const TO_AND_BACK = [
  // mkfs over what was swap, on a device that comes up without either.
  'staging/format/1/during/writes-lost',
  // What GRUB reads must be on the disk, not in its cache; and the environment is up before anybody led there.
  'boot/arm/1/after/writes-lost',
  // The one sector that decides who boots.
  'boot/rehome/3/during/writes-lost',
];
/** Behind it, in one migration to its end: each time the power goes, and with it all that was not flushed. */
const TO_THE_END = [
  'install/format/1/after/writes-lost',
  // It has come up with what was restored, and nobody knows: the environment comes back, and all goes forward from there.
  'restore/trial/14/before/writes-lost',
];
/** Nobody goes on, and all is undone from there. Its job runs on meanwhile. */
const HALF_DONE = 'staging/unpack/2/during/controller-killed-undone';
const MORE = 1;
const LIMIT = { timeout: 60 * 60_000 };

const seed = process.env['STEM_FAULT_SEED'] ?? new Date().toISOString().slice(0, 10);
process.stdout.write(`# STEM_FAULT_SEED=${seed} breaks the same things again\n`);
const taskOf = (name: string): string => name.split('/').slice(0, 2).join('/');
const folder = await mkdtemp(join(tmpdir(), 'stem-faults-'));
const trunkFolder = join(folder, 'trunk');
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const trunk = await growSeedling(trunkFolder, say);
const all = casesOf(trunk.points);
const named = (names: readonly string[]): readonly Case[] =>
  names.map((name) => {
    const found = all.find((one) => one.name === name);
    assert.ok(found, `no case is called ${name} any more: change the list in this file`);
    return found;
  });

/** What a chain can go through beside lost writes. The same places are struck by another of them each day. */
const KINDS = ['writes-lost', 'power-cut', 'link-stalled', 'link-cut'];

/** The fixed ones and others of the same side, in the order of the migration; of each task at most one. */
function chainOf(names: readonly string[], hasCrossed: boolean): readonly Case[] {
  const fixed = new Set(names.map(taskOf));
  const kind = KINDS[Math.floor(KINDS.length * chance(seed, String(hasCrossed), 'kind'))];
  const others = all.filter(
    ({ point, fault }) =>
      point.hasCrossed === hasCrossed && fault.name === kind && !fixed.has(point.task),
  );
  const chosen = new Set([...named(names), ...sampleOf(others, MORE, seed)]);
  return all.filter((one) => chosen.has(one));
}

/** Each on a device of its own, side by side. */
describe('a migration that is broken', { concurrency: 2 }, () => {
  after(() => rm(folder, { recursive: true, force: true }));

  it('gets to its end, however often', LIMIT, () =>
    withLane(0, (lane) => breakAt(chainOf(TO_THE_END, true), TO_THE_END, lane)),
  );

  it('is as before where it is rolled back, however often, also half-done', LIMIT, () =>
    withLane(1, async (lane) => {
      await breakAt(chainOf(TO_AND_BACK, false), TO_AND_BACK, lane);
      for (const one of named([HALF_DONE])) tell(one, await tryCase(one, { lane, trunk, seed }));
    }),
  );
});

async function withLane(number: number, body: (lane: Lane) => Promise<void>): Promise<void> {
  const lane = await Lane.open(trunkFolder, trunk, join(folder, `lane-${String(number)}`));
  try {
    await body(lane);
  } finally {
    await lane.close();
  }
}

/** @throws where the migration did not reach its goal, or one of the fixed cases never came */
async function breakAt(
  cases: readonly Case[],
  fixed: readonly string[],
  lane: Lane,
): Promise<void> {
  const { recovered, failed } = await tryChain(cases, { lane, trunk, seed });
  for (const [one, tried] of recovered) tell(one, tried);
  assert.equal(failed && `${failed.one.name}: ${failed.because}`, null);
  const struck = new Set(recovered.map(([{ name }]) => name));
  for (const { name } of cases)
    if (!struck.has(name)) process.stdout.write(`# ${name}: never came\n`);
  for (const name of fixed) assert.ok(struck.has(name), `${name} never came`);
}

function tell({ name }: Case, tried: object): void {
  process.stdout.write(`# ${name}: ${JSON.stringify(tried)}\n`);
}
