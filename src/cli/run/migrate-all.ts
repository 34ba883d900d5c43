import { migrateFleet, type Proof } from '../../engine/fleet.ts';
import { HostContext, type Ports } from '../../engine/context.ts';
import { migrateHost, type Job } from '../../engine/host.ts';
import type { HostEnd } from '../../model/event.ts';
import type { Vars } from '../../model/params.ts';
import type { Host } from '../../model/session.ts';
import type { Task } from '../../model/task.ts';
import type { App } from '../app.ts';
import { connectorTo } from '../connector-to.ts';
import { driveRun, type Driven } from './drive.ts';
import type { Prepared } from './prepare.ts';
import { failedFileBeside } from './failed-file.ts';
import type { Halt } from './halt.ts';
import { proofOf } from './proof.ts';
import { requestJson, type RunRequest } from './request.ts';
import { roundsOf } from './rounds.ts';

export interface Migration {
  readonly runId: string;
  /** When the run began, also where this is a resumption. */
  readonly startedAt: string;
  readonly prepared: Prepared;
  readonly request: RunRequest;
  readonly batches: readonly (readonly Host[])[];
  /** The tasks of one host, where they are not simply all. */
  readonly tasksOf?: (host: Host) => readonly Task[];
  /** Hosts that got there earlier, before their batch was proved. */
  readonly owed?: readonly Host[];
  /** `apply --plan`: null where the device is as it was planned. */
  readonly checkPlan?: (host: Host, ports: Ports) => Promise<Halt | null>;
  readonly journal: string;
  /** `--failed-file`; null: beside the journal. */
  readonly failedFile: string | null;
  readonly isJson: boolean;
  readonly verbosity: number;
  /** `--diff`. */
  readonly showsDiff?: boolean;
}

/** `apply` and `resume`: takes the hosts of the batches as far as they get. Returns the exit code. */
export async function migrateAll(migration: Migration, app: App): Promise<number> {
  const { prepared, request, batches } = migration;
  const vars = varsByHost(prepared, migration.startedAt);
  const hosts = new Set(batches.flat().map(({ name }) => name));
  const jobOf = jobs(migration);
  const drive = {
    ...migration,
    connector: connectorTo(prepared.targets),
    goal: 'reached' as const,
    hosts,
    holdsDevices: holdsDevices(prepared),
    phaseOf: prepared.phaseOf,
    failed: {
      file: migration.failedFile ?? failedFileBeside(migration.journal, migration.runId),
      request,
    },
  };
  // Read once before any device is touched: a bad var ends the command.
  const proofBy = (guard: Driven['guard']): Proof | undefined =>
    proofOf(request, { vars, guard, owed: migration.owed ?? [] });
  proofBy((_, work) => work());
  return driveRun(drive, app, ({ ports, guard }) => {
    const proof = proofBy(guard);
    return migrateFleet(
      { batches, tasks: prepared.tasks },
      {
        forks: request.forks,
        siteForks: request.siteForks,
        jumpForks: request.jumpForks,
        maxFail: request.maxFail,
        stopsOnFirst: request.stopsOnFirst,
        ...(proof && { proof }),
        request: requestJson(request),
        migrate: (host, seen) =>
          guard(host, () => takeHost(jobOf(host), seen, migration.checkPlan)),
      },
      ports,
    );
  });
}

/** What a host does at each of its turns: one play after the other. */
function jobs({ prepared, batches, startedAt, ...migration }: Migration): (host: Host) => Job {
  const roundOf = roundsOf(prepared.plays, batches);
  const playOf = new Map(prepared.tasks.map(({ key, play }) => [key, play]));
  const tasksOf = migration.tasksOf ?? (() => prepared.tasks);
  return (host) => {
    const { play, ...round } = roundOf(host.name);
    const tasks = tasksOf(host);
    return {
      ...round,
      host,
      vars: { ...play.vars.get(host.name), stem_started_at: startedAt },
      tasks,
      ofPlay: tasks.filter(({ key }) => playOf.get(key) === play.index),
      onFailure: 'roll-back',
      isFatal: play.isFatal === true,
    };
  };
}

/** A device that is no longer as it was planned is left alone: nothing is written to it. */
async function takeHost(
  job: Job,
  ports: Ports,
  checkPlan: Migration['checkPlan'],
): Promise<HostEnd> {
  const halt = (await checkPlan?.(job.host, ports)) ?? null;
  if (halt === null) return migrateHost(job, ports);
  await new HostContext(job.host, job.vars, ports).emit({ kind: 'host.ended', ...halt });
  return halt.end;
}

/** A playbook of modules alone may be for machines that are none of ours, without root. */
export const holdsDevices = ({ tasks }: Pick<Prepared, 'tasks'>): boolean =>
  tasks.some(({ isModule }) => isModule !== true);

/** What only a run knows: the device's lock names it. */
export const varsByHost = (
  { targets }: Pick<Prepared, 'targets'>,
  startedAt: string,
): ReadonlyMap<string, Vars> =>
  new Map(targets.map(({ host, vars }) => [host.name, { ...vars, stem_started_at: startedAt }]));
