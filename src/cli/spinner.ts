import ora from 'ora';
import type { App } from './app.ts';
import { hasColorOn } from './paint.ts';

type SpinnerApp = Pick<App, 'err' | 'env' | 'color' | 'isErrTerminal' | 'isOutTerminal'>;

/** As often as the screen of a run. */
const REDRAW_MS = 250;

/**
 * A single thing that takes long, before a run begins: a spinner at a terminal, one line elsewhere. The screen of a run is
 * another matter (live-screen.ts); the two never stand side by side.
 */
export async function whileBusy<T>(
  text: string,
  app: SpinnerApp,
  work: () => Promise<T>,
): Promise<T> {
  if (!app.isErrTerminal || (app.env['CI'] ?? '') !== '') {
    app.err(`${text} …`);
    return work();
  }
  const spinner = ora({
    text,
    stream: process.stderr,
    // Else it would take Ctrl-C from us.
    discardStdin: false,
    spinner: { interval: REDRAW_MS, frames: ['-', '\\', '|', '/'] },
    color: hasColorOn(app, 'err') ? 'cyan' : false,
  }).start();
  try {
    return await work();
  } finally {
    spinner.stop();
  }
}
