import { forgetOnDevice, keepOnDevice, signRecord } from '../commands/device-record.ts';
import { run, type Outcome } from '../model/action.ts';
import type { ShellCommand } from '../model/command.ts';
import type { Task } from '../model/task.ts';
import type { HostContext } from './context.ts';
import { perform } from './perform.ts';

const MOST_TRIES = 5;
const KEPT_MS = 300_000;

/**
 * Puts on the device what an undo would need, before anything is changed: so that it can be rolled back by whoever meets it
 * without our journal. In the environment nothing lasts until the staging partition is mounted: it waits until then.
 */
export async function keepRecord(key: string, context: HostContext): Promise<Outcome> {
  const { lines } = context.record;
  if (context.ports.holdsDevices !== true || lines.length === 0) return DONE;
  const keep = { ...run(keepOnDevice(), KEPT_MS), stdin: [`${lines.join('\n')}\n`] };
  const outcome = await throughCuts(() => perform(keep, { key, hasNoLog: true }, context));
  if (outcome.kind === 'done' && outcome.result?.stdout.trim() === 'kept')
    context.record.drop(lines);
  return outcome.kind === 'failed'
    ? {
        ...outcome,
        because: `the device can't keep a record of what was before: ${outcome.because}`,
      }
    : outcome;
}

/** Null where a task may begin: nothing to be undone is done before the device itself knows what was. */
export async function whyUnkept(
  { step, key }: Task,
  context: HostContext,
): Promise<Exclude<Outcome, { readonly kind: 'done' }> | null> {
  if (step.rollback.kind !== 'undo') return null;
  const kept = await keepRecord(key, context);
  return kept.kind === 'done' ? null : kept;
}

/** After a whole rollback nothing of the run is left, its record neither. */
export const forgetRecord = (context: HostContext): Promise<Outcome> =>
  context.ports.holdsDevices === true
    ? onDevice(forgetOnDevice(context.ports.runId), context)
    : Promise.resolve(DONE);

/** The record that other runs left is this one's from now on. */
export const takeRecord = (runId: string, context: HostContext): Promise<Outcome> =>
  onDevice(signRecord(runId), context);

const onDevice = (command: ShellCommand, context: HostContext): Promise<Outcome> =>
  throughCuts(() => perform(run(command, KEPT_MS), { key: '', hasNoLog: true }, context));

const DONE: Outcome = { kind: 'done', result: null };

/** To keep it twice does no harm. */
async function throughCuts(work: () => Promise<Outcome>): Promise<Outcome> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await work();
    if (outcome.kind !== 'unknown' || tries >= MOST_TRIES) return outcome;
  }
}
