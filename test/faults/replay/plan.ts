import type { CrashPoint } from './crash-points.ts';
import type { FirstSectorWrite } from './reference.ts';
import type { Found } from './walk.ts';

/** A crash point that is booted, and its class as an index. */
export interface Planned {
  readonly point: CrashPoint;
  readonly classIndex: number;
}

/** Of the biggest classes a second state is booted, drawn with the seed. */
const EXTRA = 6;
/** File systems are also checked at so many flushes. */
const FLUSHES = 12;

/** What is booted: the first state of each class, both sides of each change of the first sector, and drawn ones. */
export function pointsToBoot(
  found: Found,
  firstSectorWrites: readonly FirstSectorWrite[],
): readonly Planned[] {
  const indexed = found.classes.map((one, classIndex) => ({ ...one, classIndex }));
  const drawn = [...indexed].sort((a, b) => b.states - a.states).slice(0, EXTRA);
  const planned = [
    ...indexed.map(({ first, classIndex }) => ({ point: first, classIndex })),
    ...firstSectorWrites.flatMap(aroundOf).map((point) => keptPlan(found, point)),
    ...drawn.map(({ drawn, classIndex }) => ({ point: drawn, classIndex })),
  ];
  const unique = new Map(planned.map((one) => [JSON.stringify(one.point), one]));
  return [...unique.values()];
}

/** Before it and after it: a drive writes a sector, or it does not. */
export function aroundOf(write: FirstSectorWrite): readonly CrashPoint[] {
  if (write.what === 'nothing') return [];
  return [write.entry, write.entry + 1].map((upTo) => ({ variant: 'kept', upTo, then: [] }));
}

/** Where e2fsck looks: at what is booted, and at flushes in between. */
export function pointsToCheck(
  booted: readonly Planned[],
  flushes: readonly number[],
): readonly CrashPoint[] {
  const step = Math.max(1, Math.floor(flushes.length / FLUSHES));
  const some = flushes.filter((_, index) => index % step === 0);
  return [...booted.map(({ point }) => point), ...some.map(keptUpTo)];
}

const keptUpTo = (upTo: number): CrashPoint => ({ variant: 'kept', upTo, then: [] });

const keptPlan = (found: Found, point: CrashPoint): Planned => ({
  point,
  classIndex: found.kept[point.upTo] ?? -1,
});
