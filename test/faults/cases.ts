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

/** Nobody reboots a device in the middle of a chain. */
const isChained = ({ point, fault }: Case): boolean =>
  point.hasCrossed && fault.mayNeedReboot !== true;

/**
 * Chains of cases behind the point of no return, each of at most one case of a task, in the order of the migration: one
 * migration goes through all of them. Those of a chain need the same disk, and the same kind of controller. `cases` has that order.
 */
export function chainsOf(cases: readonly Case[], seed: string): readonly (readonly Case[])[] {
  const chains = new Map<string, Case[]>();
  const turns = new Map<string, number>();
  const order = new Map(
    cases.map(({ point }, index) => [`${point.task}/${String(point.index)}`, index]),
  );
  for (const one of sampleOf(cases.filter(isChained), Infinity, seed)) {
    const kind = one.fault.strike === undefined ? 'controller' : one.fault.disk;
    const place = `${kind} ${one.point.task}`;
    const turn = turns.get(place) ?? 0;
    turns.set(place, turn + 1);
    const chain = `${kind} ${String(turn)}`;
    chains.set(chain, [...(chains.get(chain) ?? []), one]);
  }
  const at = ({ point }: Case): number => order.get(`${point.task}/${String(point.index)}`) ?? 0;
  return [...chains.values()].map((chain) => chain.sort((one, other) => at(one) - at(other)));
}
