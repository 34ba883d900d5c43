import ora from 'ora';
import { shortened } from '../report/printable.ts';
import type { UnderWay } from '../report/under-way.ts';
import type { App } from './app.ts';
import type { Shown } from './plain-lines.ts';

const REDRAW_MS = 250;
const MOST_HOSTS = 12;

/** One spinner owns the terminal: counts, and the hosts that are longest at their task. Lines scroll above it. */
export function liveScreen(app: App, picture: UnderWay): Shown {
  const spinner = ora({
    stream: process.stderr,
    // Else it would take Ctrl-C from us.
    discardStdin: false,
    color: app.hasColor ? 'cyan' : false,
  });
  const draw = (): void => {
    const lines = picture.lines(Date.now());
    const hidden = lines.length - MOST_HOSTS;
    spinner.text = [
      picture.counts(),
      ...lines.slice(0, MOST_HOSTS).map((line) => shortened(`  ${line}`, app.width - 4)),
      ...(hidden > 0 ? [`  and ${String(hidden)} more`] : []),
    ].join('\n');
  };
  draw();
  spinner.start();
  const timer = setInterval(draw, REDRAW_MS);
  return {
    line: (text) => {
      spinner.clear();
      app.err(text);
      draw();
      spinner.render();
    },
    close: () => {
      clearInterval(timer);
      spinner.stop();
    },
  };
}
