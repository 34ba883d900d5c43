import type { Action } from '../../src/model/action.ts';
import type { StemEvent } from '../../src/model/event.ts';
import type { SystemName } from '../../src/model/system.ts';

/** When a fault strikes an action: ordered but not begun, under way, or done but not yet in the journal. */
export const MOMENTS = ['before', 'during', 'after'] as const;
export type Moment = (typeof MOMENTS)[number];

/** One action of a recorded migration: a place where things can break. */
export interface Point {
  readonly task: string;
  /** Of the action among those of its task, from 0. */
  readonly index: number;
  readonly does: Action['kind'];
  /** What the action is known by where a second try of its task has fewer of them; null where its task has it twice, or hides it. */
  readonly text: string | null;
  /** The system that was up when the task began. */
  readonly system: SystemName;
  /** How long it took when nothing broke. */
  readonly tookMs: number;
  /** The point of no return is behind the device: the way out is forward. */
  readonly hasCrossed: boolean;
}

type Started = Extract<StemEvent, { readonly kind: 'action.started' }>;

/** Whether this order is that action, in a first try of its task or in a later one, which leaves out what is done. */
export const isOrderOf = (
  { task, index, text }: Pick<Point, 'task' | 'index' | 'text'>,
  event: Started,
): boolean => event.task === task && (text === null ? event.index === index : event.text === text);

/** How far a migration has come: the place among all points of what an event tells of. Null where it tells nothing of that. */
export function placesOf(points: readonly Point[]): (event: StemEvent) => number | null {
  const find = (is: (point: Point) => boolean): number | null => {
    const place = points.findIndex(is);
    return place < 0 ? null : place;
  };
  return (event) => {
    if (event.kind === 'task.started') return find(({ task }) => task === event.task);
    return event.kind === 'action.started' ? find((point) => isOrderOf(point, event)) : null;
  };
}
