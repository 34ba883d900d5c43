import type { Action } from '../../src/model/action.ts';
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
  /** The system that was up when the task began. */
  readonly system: SystemName;
  /** How long it took when nothing broke. */
  readonly tookMs: number;
  /** The point of no return is behind the device: the way out is forward. */
  readonly hasCrossed: boolean;
}
