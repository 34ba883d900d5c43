import { setTimeout as sleep } from 'node:timers/promises';

import type { Journal, StemEvent } from '../../src/model/event.ts';
import type { Moment } from './point.ts';

/** Where a fault strikes, and what it is. */
export interface Strike {
  readonly task: string;
  readonly index: number;
  readonly moment: Moment;
  /** For `during`: so long after the order. */
  readonly delayMs: number;
  fault(): Promise<void>;
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
  const start = (afterMs: number): Promise<void> => {
    blow = (afterMs === 0 ? Promise.resolve() : sleep(afterMs)).then(() => {
      isLate = afterMs > 0 && !isUnderWay;
      return strike.fault();
    });
    // Whoever waits for it hears of a failure; until then it must not end the process.
    blow.catch(() => undefined);
    return blow;
  };
  const began = async (): Promise<void> => {
    isUnderWay = true;
    if (strike.moment === 'before') await start(0);
    if (strike.moment === 'during') void start(strike.delayMs);
  };
  const ended = async (): Promise<void> => {
    isUnderWay = false;
    if (blow === undefined && strike.moment === 'after') await start(0);
  };
  const append = async (event: StemEvent): Promise<void> => {
    const kind = isOf(strike, event) ? event.kind : null;
    if (kind === 'action.ended') await ended();
    await journal.append(event);
    if (kind === 'action.started' && blow === undefined) await began();
    // The controller must not get ahead of a fault that is on its way.
    if (kind === 'action.ended') await blow;
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

const isOf = ({ task, index }: Strike, event: StemEvent): boolean =>
  (event.kind === 'action.started' || event.kind === 'action.ended') &&
  event.task === task &&
  event.index === index;
