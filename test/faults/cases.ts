import { FAULTS, type Fault } from './faults.ts';
import { MOMENTS, type Moment, type Point } from './point.ts';

export interface Case {
  readonly name: string;
  readonly point: Point;
  readonly moment: Moment;
  readonly fault: Fault;
}

/** Every fault at every moment of every action that it applies to: a step that is new in the playbook is struck as well. */
export const casesOf = (points: readonly Point[]): readonly Case[] =>
  points.flatMap((point) =>
    MOMENTS.flatMap((moment) =>
      FAULTS.filter((fault) => fault.appliesTo(point, moment)).map((fault) => ({
        name: nameOf(point, moment, fault),
        ...{ point, moment, fault },
      })),
    ),
  );

const nameOf = ({ task, index }: Point, moment: Moment, fault: Fault): string =>
  `${task}/${String(index + 1)}/${moment}/${fault.name}`;

/** A number from 0 to below 1 that only the words decide: the same seed breaks the same things again. */
export function chance(...words: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(words.join('\0'))) hash = Math.imul(hash ^ byte, 0x01000193);
  // What the last bytes did must reach all bits.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** So many cases, another choice for each seed: each task's turn comes before any task's second. */
export function sampleOf(cases: readonly Case[], count: number, seed: string): readonly Case[] {
  const turns = new Map<string, number>();
  return [...cases]
    .sort((one, other) => chance(seed, one.name) - chance(seed, other.name))
    .map((one) => {
      const turn = turns.get(one.point.task) ?? 0;
      turns.set(one.point.task, turn + 1);
      return { one, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .slice(0, count)
    .map(({ one }) => one);
}

/** Cases of a chain. A longer one loses more where it does not get to its end. */
const LONGEST = { brief: 24, other: 16 };

const isChained = ({ fault }: Case): boolean =>
  fault.mayNeedReboot !== true &&
  fault.stays !== true &&
  fault.isUndone !== true &&
  fault.losesJournal !== true;

/**
 * Chains of cases of one fault at one kind of moment, in the order of the migration, as `cases` has them: one migration goes
 * through all of a chain. It ends with a rollback before the point of no return, and behind it at the goal.
 */
export function chainsOf(cases: readonly Case[]): readonly (readonly Case[])[] {
  const kinds = new Map<string, Case[]>();
  for (const one of cases.filter(isChained)) {
    const kind = `${one.fault.name} ${one.moment} ${String(one.point.hasCrossed)}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  }
  return [...kinds.values()].flatMap(inEvenPieces);
}

function inEvenPieces(cases: readonly Case[]): readonly (readonly Case[])[] {
  const longest = cases[0]?.fault.isBrief === true ? LONGEST.brief : LONGEST.other;
  const count = Math.ceil(cases.length / longest);
  const each = Math.ceil(cases.length / count);
  return Array.from({ length: count }, (_, index) => cases.slice(index * each, (index + 1) * each));
}
