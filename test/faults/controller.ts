import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import type { App } from '../../src/cli/app.ts';
import { connectorTo } from '../../src/cli/connector-to.ts';
import { holdsDevices } from '../../src/cli/run/migrate-all.ts';
import { prepare, type Prepared, type Wanted } from '../../src/cli/run/prepare.ts';
import type { Target } from '../../src/cli/targets.ts';
import { HostContext, type Ports } from '../../src/engine/context.ts';
import { planHost, type PlannedTask } from '../../src/engine/dry-run.ts';
import { migrateHost, undoHost, type Job } from '../../src/engine/host.ts';
import { keptBeside } from '../../src/journal/kept-files.ts';
import type { HostEnd, Journal } from '../../src/model/event.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Which run, of what: enough for a controller to take it up. */
export interface Run {
  readonly runId: string;
  readonly startedAt: string;
  /** The inventory of one device. */
  readonly inventory: string;
}

/** What `apply` and `resume` read before they touch a device. */
export interface Read {
  readonly run: Run;
  readonly prepared: Prepared;
  readonly target: Target;
}

/** Reads inventory, playbook and bundle, as the command does. */
export async function read(run: Run): Promise<Read> {
  const prepared = await prepare(wanted(run.inventory), quietApp());
  const [target] = prepared.targets;
  if (target === undefined) throw new Error('the inventory has no device');
  return { run, prepared, target };
}

export interface Driving {
  readonly journal: Journal;
  readonly signal: AbortSignal;
  /** Only as far as this task. */
  readonly upTo?: string;
}

/** A start of the run, or a resumption: the engine does not know the difference. It leaves what fails as it is. */
export const drive = (read: Read, driving: Driving): Promise<HostEnd> =>
  migrateHost(jobOf(read, driving.upTo), portsOf(read, driving));

/** Undoes what the run did. */
export const undo = (read: Read, driving: Driving): Promise<HostEnd> =>
  undoHost(jobOf(read), portsOf(read, driving));

/** What would be done, and nothing is. */
export async function plan(read: Read, driving: Driving): Promise<readonly PlannedTask[]> {
  const { host, vars, tasks } = jobOf(read);
  const context = new HostContext(host, vars, portsOf(read, driving));
  try {
    return await planHost(tasks, context);
  } finally {
    await context.hangUp();
  }
}

function jobOf({ prepared, target, run }: Read, upTo?: string): Job {
  const { tasks } = prepared;
  const last = tasks.findIndex(({ key }) => key === upTo);
  if (upTo !== undefined && last < 0) throw new Error(`the playbook has no task ${upTo}`);
  return {
    host: target.host,
    vars: { ...target.vars, stem_started_at: run.startedAt },
    tasks,
    onFailure: 'leave',
    ...(upTo === undefined ? {} : { ofPlay: tasks.slice(0, last + 1), hasMore: true }),
  };
}

const portsOf = ({ run, prepared, target }: Read, { journal, signal }: Driving): Ports => ({
  runId: run.runId,
  connector: connectorTo([target]),
  journal,
  clock: { now: () => new Date().toISOString(), sleep: (ms) => pause(ms, signal) },
  assertLease: () => Promise.resolve(),
  watch: () => undefined,
  holdsDevices: holdsDevices(prepared),
  // Its journal lies beside the inventory.
  kept: keptBeside(join(dirname(run.inventory), 'journal.db')),
  stop: () => (signal.aborted ? 'detach' : 'go-on'),
  signal,
});

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, signal.aborted ? 0 : ms);
    signal.addEventListener('abort', done);
  });

const wanted = (inventory: string): Wanted => ({
  ...{ inventory: [inventory], limit: null, playbook: null, bundle: null, extraVars: [] },
  ...{ serial: null, knownHosts: null, sshConfig: null, hostKeyPolicy: null },
  ...{ tags: [], skipTags: [], phase: null },
});

/** A command line that nobody sits at. */
const quietApp = (): App => ({
  ...{ env: process.env, cwd: ROOT, home: homedir(), user: 'lab', operator: 'lab@faults' },
  out: () => undefined,
  err: () => undefined,
  screen: { write: () => undefined, columns: () => 80, rows: () => 24 },
  ...{ isOutTerminal: false, isErrTerminal: false, isInTerminal: false },
  ...{ color: 'never', width: 160 },
  ask: () => Promise.reject(new Error('nobody is there to answer')),
  askHidden: () => Promise.reject(new Error('nobody is there to answer')),
  onSignal: () => () => undefined,
});
