import type { App } from '../app.ts';
import { usageError, type Args } from '../args.ts';
import { EXIT } from '../exit-code.ts';
import { runsFromDevices } from './from-device.ts';

/** What only a run that is made anew has to be told, and why another one has not. Passed over in silence, it would be believed. */
const OF_A_LOST_RUN = [
  ['inventory', '-i', 'its inventory: leave -i out.'],
  [
    'extra-vars',
    '-e',
    'its own -e: set the var in the inventory, which is read again, and leave -e out.',
  ],
  ['playbook', '--playbook', 'its playbook: leave --playbook out.'],
  ['bundle', '--bundle', 'its bundle: leave --bundle out.'],
] as const;

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
    const stray = OF_A_LOST_RUN.find(([name]) => args.list(name).length > 0);
    if (stray !== undefined)
      throw usageError(`${stray[1]} belongs to --from-device`, `A run knows ${stray[2]}`);
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
