import { newBatch, type Batch } from '../../engine/batch.ts';
import type { Memory } from '../../engine/host.ts';
import type { Vars } from '../../model/params.ts';
import type { Host } from '../../model/session.ts';

/** A play, with the vars of each host that it is for. */
export interface RoundPlay {
  readonly index: number;
  readonly vars: ReadonlyMap<string, Vars>;
  readonly isFatal?: boolean;
}

/** One turn of a host: a play of it, beside the hosts of its batch. */
export interface Round {
  readonly play: RoundPlay;
  readonly batch: Batch;
  readonly memory: Memory;
  /** Another play comes for this host. */
  readonly hasMore: boolean;
}

/**
 * The turns of each host, by how often it has come up: a host stands in one batch of each of its plays, and the batches
 * come play after play. So a resumption, which has the batches from the journal, needs no more than them.
 */
export function roundsOf(
  plays: readonly RoundPlay[],
  batches: readonly (readonly Host[])[],
): (host: string) => Round {
  const shared = batches.map((hosts) => ({
    names: new Set(hosts.map(({ name }) => name)),
    batch: newBatch(),
  }));
  const turns = new Map<string, number>();
  const memories = new Map<string, Memory>();
  return (host) => {
    const turn = turns.get(host) ?? 0;
    turns.set(host, turn + 1);
    const own = plays.filter(({ vars }) => vars.has(host));
    const play = own[turn];
    if (play === undefined) throw new Error(`${host} has no ${String(turn + 1)}. play`);
    const batch = shared.filter(({ names }) => names.has(host))[turn]?.batch ?? newBatch();
    const memory = memories.get(host) ?? { known: {} };
    memories.set(host, memory);
    return { play, batch, memory, hasMore: turn + 1 < own.length };
  };
}
