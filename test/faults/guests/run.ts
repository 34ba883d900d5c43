import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

import { stamp, type Stamp } from '../stamp.ts';
import { NEXT_STEP, type NamedScenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { consoleOf, Guest } from './stages.ts';

/** A return by the dead-man timer, two boots and a forced fsck under emulation took two minutes; others work on this machine. */
const LIMIT_MS = 10 * 60_000;

interface Case extends Stamp {
  readonly name: string;
  readonly step: string;
  readonly fault: string;
  readonly outcome: 'recovered' | 'failed';
  readonly cameBack?: string;
  readonly seconds?: number;
  readonly because?: string;
}

/**
 * `npm run faults:guests -- [RESULT.json [PATTERN [FOLDER]]]`: runs the scenarios whose name matches, one after another, each
 * from the snapshot of its stage. The folder keeps the migrated device for the next time.
 */
async function main([result, pattern = '', folder]: readonly string[]): Promise<number> {
  const chosen = SCENARIOS.filter(({ name }) => new RegExp(pattern).test(name));
  if (chosen.length === 0) {
    say(`No scenario matches ${pattern}. There are:`);
    for (const { name } of SCENARIOS) say(`  ${name}`);
    return 2;
  }
  const guest = await Guest.open(folder ?? join(tmpdir(), 'stem-guests'), say);
  const cases: Case[] = [];
  try {
    for (const scenario of chosen) {
      cases.push(await tryOne(guest, scenario));
      // After each: who ends this early keeps what was tried.
      if (result !== undefined) writeFileSync(result, `${JSON.stringify({ cases }, null, 2)}\n`);
    }
  } finally {
    await guest.end();
  }
  return cases.every(({ outcome }) => outcome === 'recovered') ? 0 : 1;
}

async function tryOne(guest: Guest, one: NamedScenario): Promise<Case> {
  const about = {
    name: one.name,
    step: NEXT_STEP[one.stage],
    fault: one.fault,
    ...(await stamp()),
  };
  say(`${one.name}: begins`);
  try {
    await guest.enter(one.stage);
    const { cameBackIn, seconds } = await one.scenario(guest.device, LIMIT_MS);
    const outcome = cameBackIn === one.returnsTo ? 'recovered' : 'failed';
    say(`${one.name}: ${outcome}, in the ${cameBackIn} system after ${String(seconds)} s`);
    return { ...about, outcome, cameBack: cameBackIn, seconds };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    say(`${one.name}: failed: ${because}\n${await consoleOf(guest.device)}`);
    return { ...about, outcome: 'failed', because };
  }
}

function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

process.exitCode = await main(process.argv.slice(2));
