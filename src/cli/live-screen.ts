import type { Screen } from './app.ts';
import type { Shown } from './plain-lines.ts';

/** At most four frames a second: more is noise on a slow link to the controller. */
const REDRAW_MS = 250;

/**
 * The one owner of the terminal while a run goes on. Lines scroll above the frame and stay in the history; they wait for the
 * next frame, so that a storm of failures costs no more writes than silence. The cursor stays visible: a process
 * that is killed leaves nothing to mend.
 */
export function liveScreen(screen: Screen, frame: () => readonly string[]): Shown {
  let drawn: readonly string[] = [];
  let above: string[] = [];
  const draw = (next: readonly string[]): void => {
    if (above.length === 0 && next.join('\n') === drawn.join('\n')) return;
    const back = rowsOf(drawn, screen.columns());
    const erase = back === 0 ? '' : `\u001b[${String(back)}A\u001b[0J`;
    screen.write(erase + [...above, ...next].map((line) => `${line}\n`).join(''));
    above = [];
    drawn = next;
  };
  draw(frame());
  const timer = setInterval(() => {
    draw(frame());
  }, REDRAW_MS);
  return {
    line: (text) => {
      above.push(text);
    },
    close: () => {
      clearInterval(timer);
      draw([]);
    },
  };
}

/** A terminal that became narrower has wrapped the lines that stand there. */
const rowsOf = (lines: readonly string[], columns: number): number =>
  lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(visibleLength(line) / columns)), 0);

// eslint-disable-next-line no-control-regex -- Colours are our own, and begin with ESC.
const visibleLength = (line: string): number => line.replace(/\u001b\[[\d;]*m/g, '').length;
