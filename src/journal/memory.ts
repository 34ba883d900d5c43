import { isDurable, type Journal, type RunHeader, type StemEvent } from '../model/event.ts';

/** A journal for tests and for dry runs. It keeps text, as a file does: what JSON loses is lost. */
export function memoryJournal(): Journal {
  const lines: string[] = [];
  const events = (): StemEvent[] => lines.map((line) => JSON.parse(line) as StemEvent);
  return {
    append: (event) => {
      if (isDurable(event)) lines.push(JSON.stringify(event));
      return Promise.resolve();
    },
    read: (runId, host) =>
      Promise.resolve(
        events().filter(
          (event) => event.runId === runId && (host === undefined || event.host === host),
        ),
      ),
    listRuns: () => Promise.resolve(headersOf(events())),
  };
}

function headersOf(events: readonly StemEvent[]): readonly RunHeader[] {
  const starts = events.filter(({ kind }) => kind === 'run.started');
  const newestFirst = [...new Set(starts.map(({ runId }) => runId).reverse())];
  return newestFirst.map((runId) => ({
    runId,
    startedAt: starts.find((start) => start.runId === runId)?.at ?? '',
  }));
}
