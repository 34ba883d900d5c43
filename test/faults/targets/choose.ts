import { WRONG_TARGETS } from './cases.ts';
import { HARDWARE_CASES, type HardwareCase } from './hardware-cases.ts';
import type { WrongTarget } from './wrong-target.ts';

/** What was asked for on the command line. */
export interface Chosen {
  /** The file for the results. */
  readonly out: string | undefined;
  readonly targets: readonly WrongTarget[];
  readonly hardware: readonly HardwareCase[];
  /** Words that name nothing. */
  readonly unknown: readonly string[];
}

/**
 * `[--out FILE] [NAME...]`: wrong targets by name or by the kind of their device, hardware by name, `hardware` for all of
 * it. Where nothing is named: all wrong targets, and no hardware, as each of those takes a whole migration.
 */
export function choose(args: readonly string[]): Chosen {
  const at = args.indexOf('--out');
  const names = at < 0 ? args : args.toSpliced(at, 2);
  const targets = WRONG_TARGETS.filter(
    ({ name, kind }) => names.length === 0 || names.includes(name) || names.includes(kind),
  );
  const hardware = HARDWARE_CASES.filter(
    ({ name }) => names.includes(name) || names.includes('hardware'),
  );
  const known = ['hardware', ...targets.flatMap(({ name, kind }) => [name, kind])];
  const unknown = names.filter(
    (name) => !known.includes(name) && !hardware.some((one) => one.name === name),
  );
  return { out: at < 0 ? undefined : args[at + 1], targets, hardware, unknown };
}
