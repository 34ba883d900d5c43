import type { App } from './app.ts';

/** How far the operator wants a run to stop. */
export interface StopLadder {
  readonly stop: () => 'go-on' | 'drain' | 'detach';
  /** The hard abort: links close. What a device does goes on. */
  readonly signal: AbortSignal;
  /** Somebody asked for the hard abort, which has an exit code of its own. */
  readonly isAborted: () => boolean;
  /** For failures that end the whole run: leave, as after a second Ctrl-C. */
  detach(): void;
  close(): void;
}

/** So long may a short action still take before its link is closed. */
const GRACE_MS = 10_000;

const SAYS = {
  drain:
    'stopping: no further device is started, each one goes to its next safe point. ' +
    'Ctrl-C again: leave at once; devices finish what they do',
  detach: 'leaving: devices finish what they do, `resume` goes on from there. Ctrl-C again: abort',
  abort: 'aborted: links are closed; no disk write is killed',
} as const;

/** Ctrl-C drains, then detaches, then aborts. SIGTERM and SIGHUP detach: a lost laptop must not brick a device. */
export function stopLadder(app: Pick<App, 'err' | 'onSignal'>, graceMs = GRACE_MS): StopLadder {
  const controller = new AbortController();
  let state: 'go-on' | 'drain' | 'detach' = 'go-on';
  let isAborted = false;
  let timer: NodeJS.Timeout | undefined;
  const detach = (): void => {
    if (state === 'detach') return;
    state = 'detach';
    timer = setTimeout(() => {
      controller.abort();
    }, graceMs);
  };
  const off = app.onSignal((name) => {
    if (name !== 'SIGINT') {
      if (state !== 'detach') app.err(`${name}: ${SAYS.detach}`);
      detach();
    } else if (state === 'go-on') {
      state = 'drain';
      app.err(SAYS.drain);
    } else if (state === 'drain') {
      app.err(SAYS.detach);
      detach();
    } else {
      isAborted = true;
      app.err(SAYS.abort);
      controller.abort();
      // The next one ends the process, as it does everywhere.
      off();
    }
  });
  return {
    stop: () => state,
    signal: controller.signal,
    isAborted: () => isAborted,
    detach,
    close: () => {
      clearTimeout(timer);
      off();
    },
  };
}
