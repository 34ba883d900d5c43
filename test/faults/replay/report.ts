import { nameOf } from './boots.ts';
import type { Booted } from './boot.ts';
import type { Wrong } from './check.ts';
import { titleOf, type Facts } from './classes.ts';
import { VARIANTS, type CrashPoint, type Variant } from './crash-points.ts';
import { aroundOf, type Planned } from './plan.ts';
import type { FirstSectorWrite } from './reference.ts';
import type { Counts, Found } from './walk.ts';

/** What `check` leaves for `boot` and `report`. */
export interface Plan {
  readonly seed: number;
  /** The recorded migration came to its end. */
  readonly isWhole: boolean;
  readonly bytes: number;
  readonly entries: number;
  readonly found: Found;
  readonly firstSectorWrites: readonly FirstSectorWrite[];
  readonly planned: readonly Planned[];
  /** Disks whose file systems and seals were checked, and what was wrong. */
  readonly fileSystemsChecked: number;
  readonly wrong: readonly Wrong[];
  /** The task that was going on at an entry, for those that are named. */
  readonly tasks: Readonly<Record<number, string>>;
}

export interface ClassReport {
  readonly name: string;
  readonly title: string;
  readonly facts: Facts;
  readonly expected: string;
  readonly states: number;
  readonly first: { readonly variant: Variant; readonly entry: number; readonly task: string };
  readonly booted: number;
  readonly seen: string;
  readonly seconds: readonly number[];
}

export interface Report {
  readonly at: string;
  readonly commit: string;
  readonly seed: number;
  readonly recording: {
    readonly isWhole: boolean;
    readonly entries: number;
    readonly writes: number;
    readonly mib: number;
  };
  readonly crashPoints: {
    readonly flushes: number;
    readonly states: number;
    readonly byVariant: Readonly<Record<Variant, Counts>>;
    readonly classes: readonly ClassReport[];
    readonly booted: number;
    readonly fileSystemsChecked: number;
    readonly failures: readonly string[];
  };
  /** Each write of the disk's first sector, with what booted before and after it. */
  readonly firstSector: readonly object[];
}

type Boots = ReadonlyMap<string, Booted>;

export function makeReport(
  plan: Plan,
  boots: Boots,
  stamp: { readonly at: string; readonly commit: string },
): Report {
  const { found, seed } = plan;
  const classes = found.classes.map((_, index) => classReport(plan, boots, index));
  return {
    ...stamp,
    seed,
    recording: {
      isWhole: plan.isWhole,
      entries: plan.entries,
      writes: found.writes,
      mib: Math.round(plan.bytes / 2 ** 20),
    },
    crashPoints: {
      flushes: found.flushes,
      states: VARIANTS.reduce((sum, variant) => sum + found.counts[variant].states, 0),
      byVariant: found.counts,
      classes,
      booted: plan.planned.filter(({ point }) => boots.has(nameOf(point))).length,
      fileSystemsChecked: plan.fileSystemsChecked,
      failures: failuresOf(plan, boots),
    },
    firstSector: plan.firstSectorWrites.map((write) => ({
      ...write,
      task: plan.tasks[write.entry] ?? '',
      booted: aroundOf(write).map((point) => boots.get(nameOf(point))?.seen ?? 'not booted'),
    })),
  };
}

function classReport(plan: Plan, boots: Boots, index: number): ClassReport {
  const one = plan.found.classes[index];
  if (one === undefined) throw new Error(`there is no class ${String(index)}`);
  const mine = plan.planned.filter(({ classIndex }) => classIndex === index);
  const seen = mine.flatMap(({ point }) => boots.get(nameOf(point)) ?? []);
  return {
    name: nameOfClass(index),
    title: titleOf(one.outcome),
    facts: one.facts,
    expected: one.outcome.system,
    states: one.states,
    first: {
      variant: one.first.variant,
      entry: one.first.upTo,
      task: plan.tasks[one.first.upTo] ?? '',
    },
    booted: seen.length,
    seen: [...new Set(seen.map((boot) => boot.seen))].join(', '),
    seconds: seen.map((boot) => boot.seconds),
  };
}

function failuresOf(plan: Plan, boots: Boots): readonly string[] {
  const { found, wrong, planned } = plan;
  const where = ({ variant, upTo }: CrashPoint): string =>
    `entry ${String(upTo)}, ${variant} (${plan.tasks[upTo] ?? ''})`;
  const dead = found.classes
    .filter((one) => one.outcome.system === 'nothing')
    .map((one) => `nothing boots at ${where(one.first)}: ${titleOf(one.outcome)}`);
  const other = planned.flatMap(({ point, classIndex }) => {
    const boot = boots.get(nameOf(point));
    const expected = found.classes[classIndex]?.outcome.system;
    if (boot === undefined) return [`not booted: ${nameOfClass(classIndex)} at ${where(point)}`];
    if (boot.seen === expected) return [];
    return [`${boot.seen} instead of ${String(expected)} at ${where(point)}: ${boot.why ?? ''}`];
  });
  const torn = plan.firstSectorWrites
    .filter((write) => write.changed.length > 1 || write.what === 'more')
    .map((write) => `entry ${String(write.entry)} changes more than one thing of the first sector`);
  const broken = wrong.map(({ point, what }) => `${what} at ${where(point)}`);
  const unfinished = plan.isWhole ? [] : ['the recording ends before the migration did'];
  return [...unfinished, ...dead, ...torn, ...broken, ...other];
}

export const nameOfClass = (index: number): string => `c${String(index + 1).padStart(2, '0')}`;

/** For people: a line a class, and the sum. */
export function tableOf({ crashPoints, firstSector }: Report): string {
  const { classes, flushes, states, booted, failures } = crashPoints;
  const lines = classes.map((one) =>
    [
      one.name,
      String(one.states).padStart(6),
      `${String(one.booted)} booted`,
      (one.seen === '' ? '-' : one.seen).padEnd(12),
      `${one.seconds.map(String).join(' ')} s`.padEnd(9),
      `${one.title} (first: ${one.first.task}, entry ${String(one.first.entry)})`,
    ].join('  '),
  );
  return [
    ...lines,
    ...firstSector.map((write) => JSON.stringify(write)),
    `${String(states)} states at ${String(flushes)} flushes, ${String(classes.length)} classes, ${String(booted)} booted`,
    ...(failures.length === 0 ? ['no failure'] : failures.map((text) => `FAILED: ${text}`)),
  ].join('\n');
}
