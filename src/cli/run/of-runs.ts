import type { App } from '../app.ts';
import { usageError, type Args } from '../args.ts';
import { EXIT } from '../exit-code.ts';
import { runsFromDevices } from './from-device.ts';

/** The run that is named, or with --from-device those that the devices say they are in, one after the other. */
export async function ofRuns(
  needs: 'record' | 'run',
  { args, app }: { readonly args: Args; readonly app: App },
  work: (runId: string | null) => Promise<number>,
): Promise<number> {
  const named = args.text('run') ?? null;
  if (!args.flag('from-device')) {
    if (named === null && needs === 'record')
      throw usageError(
        'no run is named',
        'Write `stem-remote rollback RUN`, or --from-device -i INVENTORY where the journal is lost.',
      );
    if (args.list('inventory').length > 0)
      throw usageError('-i belongs to --from-device', 'A run knows its inventory: leave -i out.');
    return work(named);
  }
  if (named !== null)
    throw usageError('--from-device finds the run by itself', 'Leave the name of the run out.');
  const { runIds, exit } = await runsFromDevices(needs, args, app);
  let bits = exit;
  for (const runId of runIds) {
    const next = await work(runId);
    // Whoever aborts means all of them.
    if (next === EXIT.aborted) return next;
    bits |= next;
  }
  return bits;
}
