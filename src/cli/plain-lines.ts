import type { UnderWay } from '../report/under-way.ts';
import type { App } from './app.ts';

/** Where lines go: scrolled above a live screen, or simply written. */
export interface Shown {
  line(text: string): void;
  close(): void;
}

const HEARTBEAT_MS = 30_000;
const MOST_NAMED = 5;

/** One line a change, and from time to time what is under way: silence looks like a hang. */
export function plainLines(app: App, picture: UnderWay): Shown {
  const timer = setInterval(() => {
    const lines = picture.lines(Date.now());
    if (lines.length === 0) return;
    const more = lines.length > MOST_NAMED ? `; and ${String(lines.length - MOST_NAMED)} more` : '';
    app.err(`${picture.counts()}; under way: ${lines.slice(0, MOST_NAMED).join('; ')}${more}`);
  }, HEARTBEAT_MS);
  return {
    line: (text) => {
      app.err(text);
    },
    close: () => {
      clearInterval(timer);
    },
  };
}
