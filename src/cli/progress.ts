import type { StemEvent } from '../model/event.ts';
import { eventLines, type Detail } from '../report/event-line.ts';
import { jsonLine } from '../report/json-lines.ts';
import { underWay } from '../report/under-way.ts';
import type { App } from './app.ts';
import { liveScreen } from './live-screen.ts';
import { painted } from './paint.ts';
import { plainLines } from './plain-lines.ts';

/** Shows what goes on. `see` never throws and never waits. */
export interface Progress {
  see(event: StemEvent): void;
  /** Before the final table, and before anything else is written to the terminal. */
  close(): void;
}

export interface ProgressOptions {
  readonly isJson: boolean;
  readonly detail: Detail;
  readonly phaseOf: (task: string) => string;
}

/** A live screen for a person at a terminal, plain lines and a heartbeat for everybody else. */
export function showProgress(app: App, { isJson, detail, phaseOf }: ProgressOptions): Progress {
  const picture = underWay(phaseOf);
  const isLive = app.isErrTerminal && !isJson && (app.env['CI'] ?? '') === '';
  const shown = isLive ? liveScreen(app, picture) : plainLines(app, picture);
  return {
    see: (event) => {
      picture.see(event);
      if (isJson) app.out(jsonLine(event));
      for (const line of eventLines(event, detail))
        shown.line(painted(line, app.hasColor && isLive));
    },
    close: () => {
      shown.close();
    },
  };
}
