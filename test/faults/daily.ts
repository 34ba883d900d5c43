import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { casesOf, chance, sampleOf, type Case } from './cases.ts';
import { Lane } from './lane.ts';
import { growSeedling } from './seedling.ts';
import { tryCase } from './try-case.ts';
import { tryChain } from './try-chain.ts';
import type { Trunk } from './trunk.ts';

export const DAILY_LIMIT = { timeout: 60 * 60_000 };

/** What a chain can go through beside lost writes. The same places are struck by another of them each day. */
const KINDS = ['writes-lost', 'power-cut', 'link-stalled', 'link-cut'];
const MORE = 1;

/** What a device goes through: cases that come each day, in one migration, and others beside them that the day decides. */
export interface DailyFaults {
  readonly fixed: readonly string[];
  /** On which side of the point of no return all of them are. */
  readonly hasCrossed: boolean;
  /** On the same device afterwards, each in a migration of its own. */
  readonly alone: readonly string[];
}

/** @throws where the device did not reach its goal, or one of the fixed faults never came */
export async function breakADevice(faults: DailyFaults): Promise<void> {
  const seed = process.env['STEM_FAULT_SEED'] ?? new Date().toISOString().slice(0, 10);
  print(`STEM_FAULT_SEED=${seed} breaks the same things again`);
  const folder = await mkdtemp(join(tmpdir(), 'stem-faults-'));
  try {
    const trunkFolder = join(folder, 'trunk');
    const trunk = await growSeedling(trunkFolder, (line) => process.stderr.write(`${line}\n`));
    const lane = await Lane.open(trunkFolder, trunk, join(folder, 'lane'));
    try {
      await breakAll(faults, { lane, trunk, seed });
    } finally {
      await lane.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Stage {
  readonly lane: Lane;
  readonly trunk: Trunk;
  readonly seed: string;
}

async function breakAll(faults: DailyFaults, stage: Stage): Promise<void> {
  const all = casesOf(stage.trunk.points);
  const cases = chainOf(faults, all, stage.seed);
  const { recovered, failed } = await tryChain(cases, stage);
  for (const [one, tried] of recovered) tell(one, tried);
  assert.equal(failed && `${failed.one.name}: ${failed.because}`, null);
  const struck = new Set(recovered.map(([{ name }]) => name));
  for (const { name } of cases) if (!struck.has(name)) print(`${name}: never came`);
  for (const name of faults.fixed) assert.ok(struck.has(name), `${name} never came`);
  for (const one of named(faults.alone, all)) tell(one, await tryCase(one, stage));
}

/** The fixed ones and others of the same side, in the order of the migration; of each task at most one. */
function chainOf(
  { fixed, hasCrossed }: DailyFaults,
  all: readonly Case[],
  seed: string,
): readonly Case[] {
  const tasks = new Set(fixed.map(taskOf));
  const kind = KINDS[Math.floor(KINDS.length * chance(seed, String(hasCrossed), 'kind'))];
  const others = all.filter(
    ({ point, fault }) =>
      point.hasCrossed === hasCrossed && fault.name === kind && !tasks.has(point.task),
  );
  const chosen = new Set([...named(fixed, all), ...sampleOf(others, MORE, seed)]);
  return all.filter((one) => chosen.has(one));
}

const taskOf = (name: string): string => name.split('/').slice(0, 2).join('/');

const named = (names: readonly string[], all: readonly Case[]): readonly Case[] =>
  names.map((name) => {
    const found = all.find((one) => one.name === name);
    assert.ok(found, `no case is called ${name} any more: change the list in its file`);
    return found;
  });

const tell = ({ name }: Case, tried: object): void => {
  print(`${name}: ${JSON.stringify(tried)}`);
};

function print(line: string): void {
  process.stdout.write(`# ${line}\n`);
}
