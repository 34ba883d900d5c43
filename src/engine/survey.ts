import { diskIdentity, type DiskIdentity } from '../facts/disk-identity.ts';
import type { SystemName } from '../model/system.ts';
import type { Task } from '../model/task.ts';
import type { HostContext } from './context.ts';
import { planHost, type PlannedTask } from './dry-run.ts';

/** A device as a plan sees it: who it is, where it is, and what would be done. */
export interface Survey {
  readonly system: SystemName;
  readonly hostKey: string | null;
  readonly disk: DiskIdentity;
  readonly tasks: readonly PlannedTask[];
}

const DEFAULT_DISK = '/dev/sda';

/** Asks only; changes nothing. */
export async function surveyHost(tasks: readonly Task[], context: HostContext): Promise<Survey> {
  const { system } = await context.locate();
  const named = context.vars['stem_disk'];
  const disk = typeof named === 'string' && named !== '' ? named : DEFAULT_DISK;
  const answers = await context.ask({ disk: diskIdentity(disk) });
  const { hostKey } = await context.session();
  return {
    system,
    hostKey: hostKey ?? null,
    disk: answers['disk'] as DiskIdentity, // What the fact's parse gave.
    tasks: await planHost(tasks, context),
  };
}
