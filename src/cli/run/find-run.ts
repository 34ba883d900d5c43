import { openJournalForReading } from '../../journal/libsql.ts';
import { StemError } from '../../model/errors.ts';
import type { RunHeader, StemEvent } from '../../model/event.ts';
import { viewRun, type RunView } from '../../report/run-view.ts';
import { nearest } from '../../planning/nearest.ts';

export interface FoundRun {
  readonly view: RunView;
  readonly events: readonly StemEvent[];
}

/** One run by its id, read without changing anything. @throws StemError RUN_UNKNOWN, JOURNAL_FAILED */
export async function findRun(journal: string, runId: string): Promise<FoundRun> {
  const reader = await openJournalForReading(journal);
  try {
    const events = await reader.read(runId);
    const view = viewRun(events);
    if (view !== null) return { view, events };
    const known = (await reader.listRuns()).map((run) => run.runId);
    throw runUnknown(`the journal ${journal} has no run ${runId}${nearest(runId, known)}`);
  } finally {
    await reader.close();
  }
}

/** The newest run of which `isWanted` is true. @throws StemError RUN_UNKNOWN, JOURNAL_FAILED */
export async function latestRun(
  journal: string,
  isWanted: (view: RunView) => boolean,
  /** What it would be: `unfinished run`. */
  wanted = 'run',
): Promise<FoundRun> {
  const reader = await openJournalForReading(journal);
  try {
    for (const { runId } of await reader.listRuns()) {
      const events = await reader.read(runId);
      const view = viewRun(events);
      if (view !== null && isWanted(view)) return { view, events };
    }
    throw runUnknown(`the journal ${journal} has no ${wanted}`);
  } finally {
    await reader.close();
  }
}

/** All runs with their views, newest first. At most `most`, since each is read whole. */
export async function listRuns(
  journal: string,
  most: number,
): Promise<readonly { readonly header: RunHeader; readonly view: RunView | null }[]> {
  const reader = await openJournalForReading(journal);
  try {
    const runs = [];
    for (const header of (await reader.listRuns()).slice(0, most))
      runs.push({ header, view: viewRun(await reader.read(header.runId)) });
    return runs;
  } finally {
    await reader.close();
  }
}

const runUnknown = (message: string): StemError =>
  new StemError(message, {
    code: 'RUN_UNKNOWN',
    hint: 'List the runs: stem-remote status.',
  });
