import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { buildLabBundle } from '../../../vagrant/images/bundle.ts';
import { withLab } from '../../../vagrant/machines/lab.ts';
import { stamp, type Stamp } from '../stamp.ts';
import { migrate } from './hardware.ts';
import type { HardwareCase } from './hardware-cases.ts';
import { bootMachine } from './machines.ts';
import { refuse } from './refuse.ts';
import type { WrongTarget } from './wrong-target.ts';

/** As the rows of docs/fault-matrix.json. */
export interface Result extends Stamp {
  readonly name: string;
  readonly step: string;
  readonly fault: 'wrong target' | 'hardware';
  readonly outcome: 'refused' | 'recovered' | 'failed';
  readonly message: string;
  readonly hint: string;
  readonly seconds: number;
}

type Say = (line: string) => void;

export interface Watch {
  readonly say: Say;
  /** After each case, so that a run that is cut keeps what it has found out. */
  readonly ended: (result: Result) => Promise<void>;
}

/** Tries these wrong targets, kind after kind, so that each kind of device is booted once. */
export async function tryTargets(
  targets: readonly WrongTarget[],
  { say, ended }: Watch,
): Promise<void> {
  const bundle = await buildLabBundle(say);
  for (const kind of new Set(targets.map((target) => target.kind))) {
    const [first, ...more] = targets.filter((one) => one.kind === kind);
    if (first === undefined) continue;
    await withLab(async (lab) => {
      const machine = await bootMachine(lab, [first, ...more], say);
      for (const target of [first, ...more]) {
        const folder = join(lab.dir, `run-${target.name}`);
        const what = {
          ...{ name: `wrong-target/${target.name}`, step: 'preflight/device' },
          fault: 'wrong target',
        } as const;
        const tried = async (): Promise<Told> => {
          const { check, message, hint } = await refuse(target, machine, { bundle, folder });
          return { outcome: 'refused', message: `${check}: ${message}`, hint };
        };
        await ended(await resultOf(what, tried, say));
      }
    });
  }
}

/** Migrates devices of this hardware, one after the other. */
export async function tryHardware(
  cases: readonly HardwareCase[],
  { say, ended }: Watch,
): Promise<void> {
  for (const one of cases) {
    const what = { name: `hardware/${one.name}`, step: 'all', fault: 'hardware' } as const;
    const tried = async (): Promise<Told> => {
      const message = await withLab((lab) => migrate(one, lab, say));
      return { outcome: 'recovered', message, hint: '' };
    };
    await ended(await resultOf(what, tried, say));
  }
}

type Told = Pick<Result, 'outcome' | 'message' | 'hint'>;

async function resultOf(
  what: Pick<Result, 'name' | 'step' | 'fault'>,
  tried: () => Promise<Told>,
  say: Say,
): Promise<Result> {
  const started = Date.now();
  let told: Told;
  try {
    told = await tried();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    told = { outcome: 'failed', message, hint: '' };
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  say(`${told.outcome} ${what.name} (${String(seconds)} s): ${told.message}`);
  return { ...what, ...told, seconds, ...(await stamp()) };
}

/** Merged by whoever writes docs/fault-matrix.json. */
export async function writeResults(file: string, cases: readonly Result[]): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify({ cases }, null, 2)}\n`);
  await rename(`${file}.new`, file);
}
