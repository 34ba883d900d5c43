import { setTimeout as sleep } from 'node:timers/promises';

import type { Outcome } from '../../src/model/action.ts';
import type { Journal, StemEvent } from '../../src/model/event.ts';
import { isOrderOf, type Moment } from './point.ts';

/** Where a fault strikes, and what it is. */
export interface Strike {
  readonly task: string;
  readonly index: number;
  /** As of its point. */
  readonly text: string | null;
  readonly moment: Moment;
  /** For `during`: so long after the order. */
  readonly delayMs: number;
  fault(wasLate: boolean): Promise<void>;
}

export interface Striking {
  readonly journal: Journal;
  /** Whether it has struck. Rejects as the fault did. */
  readonly settled: () => Promise<boolean>;
  /** It came when the action was over already. */
  readonly wasLate: () => boolean;
}

/**
 * A journal that strikes, once: the controller waits for its journal before it acts and before it goes on, so the
 * moment is exact. `after` comes when the device has done it and no journal knows of it.
 */
export function striking(journal: Journal, strike: Strike): Striking {
  let blow: Promise<void> | undefined;
  let isLate = false;
  let isUnderWay = false;
  let index: number | null = null;
  const start = (afterMs: number): Promise<void> => {
    blow = (afterMs === 0 ? Promise.resolve() : sleep(afterMs)).then(() => {
      isLate = afterMs > 0 && !isUnderWay;
      return strike.fault(isLate);
    });
    // Whoever waits for it hears of a failure; until then it must not end the process.
    blow.catch(() => undefined);
    return blow;
  };
  const began = async (order: { readonly index: number }): Promise<void> => {
    isUnderWay = true;
    ({ index } = order);
    if (blow !== undefined) return;
    if (strike.moment === 'before') await start(0);
    if (strike.moment === 'during') void start(strike.delayMs);
  };
  const ended = async (outcome: Outcome): Promise<void> => {
    isUnderWay = false;
    index = null;
    const isDone = outcome.kind === 'done';
    if (blow === undefined && strike.moment === 'after' && isDone) await start(0);
  };
  const append = async (event: StemEvent): Promise<void> => {
    const isEnd = event.kind === 'action.ended' && event.task === strike.task;
    const isItsEnd = isEnd && event.index === index;
    if (isItsEnd) await ended(event.outcome);
    await journal.append(event);
    if (event.kind === 'action.started' && isOrderOf(strike, event)) await began(event);
    // The controller must not get ahead of a fault that is on its way.
    if (isItsEnd) await blow;
  };
  return {
    journal: { ...journal, append },
    settled: async () => {
      await blow;
      return blow !== undefined;
    },
    wasLate: () => isLate,
  };
}
