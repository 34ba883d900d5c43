import type { Keepalive } from '../model/connection.ts';

/** Fewer than 30 s in all: the first question goes out after one interval, and `most` of them may stay open. */
export const KEEPALIVE: Keepalive = { intervalMs: 6000, most: 3 };

/** How long a line may be silent. */
export const mostSilenceMs = ({ intervalMs, most }: Keepalive): number => intervalMs * (most + 1);
