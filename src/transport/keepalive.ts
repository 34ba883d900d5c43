import type { Duplex } from 'node:stream';
import type { Keepalive } from '../model/connection.ts';

/** Fewer than 30 s in all: the first question goes out after one interval, and `most` of them may stay open. */
export const KEEPALIVE: Keepalive = { intervalMs: 6000, most: 3 };

/**
 * Breaks a line on which nothing arrived for `most` + 1 intervals. ssh2 asks, once in each interval, but does not judge:
 * it counts only the answers, and on a slow line these stand behind all that is under way, though bytes arrive. Here each
 * byte is life. Intervals are counted rather than time, so a controller that slept does not blame the line.
 */
export function watchSilence(socket: Duplex, { intervalMs, most }: Keepalive): void {
  let silent = 0;
  const timer = setInterval(() => {
    silent += 1;
    if (silent < (most + 1) * LOOKS) return;
    const seconds = String((intervalMs * silent) / LOOKS / 1000);
    socket.destroy(new Error(`nothing arrived for ${seconds} s`));
  }, intervalMs / LOOKS);
  socket.on('data', () => {
    silent = 0;
  });
  socket.once('close', () => {
    clearInterval(timer);
  });
  if (socket.destroyed) clearInterval(timer);
}

/** In each interval, so that what arrives just behind one of them counts for nearly as long. */
const LOOKS = 4;

/** What ssh2 needs in order to ask, and never to judge. */
export const askingEach = ({
  intervalMs,
}: Keepalive): { readonly keepaliveInterval: number; readonly keepaliveCountMax: number } => ({
  keepaliveInterval: intervalMs,
  keepaliveCountMax: Infinity,
});
