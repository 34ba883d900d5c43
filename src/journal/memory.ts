import { isDurable, type Journal, type StemEvent } from '../model/event.ts';

/** A journal for tests and for dry runs. It keeps text, as a file does: what JSON loses is lost. */
export function memoryJournal(): Journal {
  const lines: string[] = [];
  const events = (): StemEvent[] => lines.map((line) => JSON.parse(line) as StemEvent);
  return {
    append: (event) => {
      if (isDurable(event)) lines.push(JSON.stringify(event));
      return Promise.resolve();
    },
    read: (runId) => Promise.resolve(events().filter((event) => event.runId === runId)),
    listRuns: () =>
      Promise.resolve(
        events()
          .filter(({ kind }) => kind === 'run.started')
          .map(({ runId, at }) => ({ runId, startedAt: at }))
          .reverse(),
      ),
  };
}
