/** Where lines go: scrolled above a live screen, or simply written. */
export interface Shown {
  line(text: string): void;
  close(): void;
}

const HEARTBEAT_MS = 60_000;

/** One line a change, and each minute what is under way: silence looks like a hang. `beat` is null where nothing is. */
export function plainLines(write: (text: string) => void, beat: () => string | null): Shown {
  const timer = setInterval(() => {
    const text = beat();
    if (text !== null) write(text);
  }, HEARTBEAT_MS);
  return {
    line: write,
    close: () => {
      clearInterval(timer);
    },
  };
}
