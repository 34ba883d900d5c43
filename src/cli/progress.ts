import type { StemEvent } from '../model/event.ts';
import { eventLines, type Detail } from '../report/event-line.ts';
import { countWords, fleetFrame, type FrameOptions } from '../report/fleet-frame.ts';
import { fleetPicture, type FleetNow, type FleetPicture } from '../report/fleet-picture.ts';
import { heartbeat } from '../report/fleet-trouble.ts';
import { jsonLine } from '../report/json-lines.ts';
import type { App } from './app.ts';
import { liveScreen } from './live-screen.ts';
import { hasColorOn, painted } from './paint.ts';
import { plainLines, type Shown } from './plain-lines.ts';

/** Shows what goes on. `see` never throws and never waits. */
export interface Progress {
  see(event: StemEvent): void;
  /** What others have to say meanwhile: above a live screen. */
  say(text: string): void;
  /** Before the final table, and before anything else is written to the terminal. */
  close(): void;
}

export interface ProgressOptions {
  readonly runId: string;
  readonly goal: FleetNow['goal'];
  readonly hosts: Iterable<string>;
  readonly isJson: boolean;
  /** How many `-v`. */
  readonly verbosity: number;
  readonly phaseOf: (task: string) => string;
  readonly stop: () => FrameOptions['stop'];
}

type ProgressApp = Pick<
  App,
  'out' | 'err' | 'env' | 'screen' | 'color' | 'isErrTerminal' | 'isOutTerminal'
>;

/** A live screen for a person at a terminal, plain lines and a heartbeat for everybody else. */
export function showProgress(app: ProgressApp, options: ProgressOptions): Progress {
  const { isJson, verbosity } = options;
  const picture = fleetPicture({ ...options, startedMs: Date.now() });
  const isLive = app.isErrTerminal && !isJson && (app.env['CI'] ?? '') === '';
  const detail = detailOf(verbosity, isLive);
  const paint = (line: string): string => painted(line, hasColorOn(app, 'err'));
  const shown = isLive ? screenOf(picture, app, { options, paint }) : linesOf(picture, app);
  return {
    see: (event) => {
      picture.see(event);
      if (isJson) app.out(jsonLine(event));
      for (const line of eventLines(event, detail)) shown.line(paint(line));
    },
    say: (text) => {
      shown.line(text);
    },
    close: () => {
      shown.close();
    },
  };
}

/** The screen shows what goes on, so that only trouble needs a line; without it each change of state is one. */
const detailOf = (verbosity: number, isLive: boolean): Detail =>
  (['tasks', 'actions', 'facts'] as const)[Math.min(verbosity, 3) - 1] ??
  (isLive ? 'trouble' : 'states');

interface Screening {
  readonly options: ProgressOptions;
  readonly paint: (line: string) => string;
}

const screenOf = (
  picture: FleetPicture,
  { screen }: ProgressApp,
  { options, paint }: Screening,
): Shown =>
  liveScreen(screen, () =>
    fleetFrame(picture.now(), {
      nowMs: Date.now(),
      width: screen.columns(),
      height: screen.rows(),
      stop: options.stop(),
    }).map(paint),
  );

const linesOf = (picture: FleetPicture, app: ProgressApp): Shown =>
  plainLines(
    (text) => {
      app.err(text);
    },
    () => {
      const now = picture.now();
      return heartbeat(now, Date.now(), countWords(now));
    },
  );
