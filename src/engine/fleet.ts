import type { Batch, EventBody, HostEnd } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import type { Host } from '../model/session.ts';
import type { Plan } from '../planning/make-plan.ts';
import type { Ports } from './context.ts';
import { hostGate, type Limits } from './limits.ts';
import { tooMany } from './too-many.ts';

export interface FleetOptions extends Limits {
  readonly maxFail: number;
  /** The first failure ends the run: hosts on their way drain to a safe point. Ansible's `any_errors_fatal`. */
  readonly stopsOnFirst?: boolean;
  /** Kept in the journal for `resume`. */
  readonly request: Json;
  readonly proof?: Proof;
  /** Locally `migrateHost`; in a distributed run "enqueue at the site's queue, await the host's end". */
  migrate(host: Host, ports: Ports): Promise<HostEnd>;
}

/** What a batch must show before the next one starts. */
export interface Proof {
  /** So long a batch is left alone. Nobody waits after the last one. */
  soakMs(batch: readonly Host[]): number;
  /** The health gate of a host that got there. Null: it has none. */
  check(host: Host, ports: Ports): Promise<HostEnd> | null;
  /** Hosts that got there in an earlier start of the run, which was cut before their proof. */
  readonly owed: readonly Host[];
}

export type FleetEnds = ReadonlyMap<string, HostEnd>;

/** Batch after batch, until the failures are too many. Unreachable and unknown hosts count. */
export async function migrateFleet(
  plan: Plan,
  options: FleetOptions,
  ports: Ports,
): Promise<FleetEnds> {
  const fleet = fleetOf(plan, options, ports);
  await emit(
    { kind: 'run.started', batches: plan.batches.map(namesOf), request: options.request },
    ports,
  );
  await payDebt(fleet, plan.batches.length);
  for (const [index, hosts] of plan.batches.entries()) {
    if (fleet.whyEnd() !== null) break;
    await takeBatch(hosts, { batch: index + 1, of: plan.batches.length }, fleet);
  }
  await sayStop(fleet);
  return fleet.ends;
}

interface Fleet {
  readonly options: FleetOptions;
  readonly ports: Ports;
  readonly ends: Map<string, HostEnd>;
  /** How many batches of each host have not begun with it: it has one for each of its plays. */
  readonly turns: Map<string, number>;
  readonly enter: ReturnType<typeof hostGate>;
  /** Null as long as further hosts may start. */
  whyEnd(): string | null;
}

function fleetOf(plan: Plan, options: FleetOptions, given: Ports): Fleet {
  const ends = new Map<string, HostEnd>();
  const { maxFail, stopsOnFirst = false } = options;
  const most = stopsOnFirst ? 0 : maxFail;
  let fatal: string | null = null;
  const ports: Ports = {
    ...given,
    stop: () => {
      const asked = given.stop();
      const isOver = fatal !== null || (stopsOnFirst && tooMany(ends, 0) !== null);
      return asked === 'go-on' && isOver ? 'drain' : asked;
    },
    endRun: (because) => {
      fatal ??= because;
    },
  };
  const isStopped = (): boolean => given.signal.aborted || given.stop() !== 'go-on';
  return {
    options,
    ports,
    ends,
    turns: turnsOf(plan),
    enter: hostGate(options),
    whyEnd: () => (isStopped() ? 'the operator stopped it' : (fatal ?? tooMany(ends, most))),
  };
}

function turnsOf({ batches }: Plan): Map<string, number> {
  const turns = new Map<string, number>();
  for (const { name } of batches.flat()) turns.set(name, (turns.get(name) ?? 0) + 1);
  return turns;
}

const namesOf = (hosts: readonly Host[]): readonly string[] => hosts.map(({ name }) => name);

type Place = Pick<Batch, 'batch' | 'of'>;

async function takeBatch(all: readonly Host[], place: Place, fleet: Fleet): Promise<void> {
  const { options, ports, ends, enter } = fleet;
  // Who did not get through an earlier play takes no part in a later one.
  const hosts = all.filter(({ name }) => (ends.get(name) ?? 'reached') === 'reached');
  const batch: Batch = { ...place, hosts: namesOf(hosts) };
  await emit({ kind: 'batch.started', ...batch }, ports);
  await Promise.all(
    hosts.map((host) =>
      enter(host, async () => {
        if (fleet.whyEnd() !== null) return;
        fleet.turns.set(host.name, (fleet.turns.get(host.name) ?? 1) - 1);
        ends.set(host.name, await options.migrate(host, ports));
      }),
    ),
  );
  await prove(hosts, batch, fleet);
}

/** A run that was cut while a batch soaked does not go on as if that batch had been proved. */
async function payDebt(fleet: Fleet, of: number): Promise<void> {
  const owed = fleet.options.proof?.owed ?? [];
  if (owed.length === 0 || fleet.whyEnd() !== null) return;
  for (const { name } of owed) fleet.ends.set(name, 'reached');
  await prove(owed, { batch: 0, of, hosts: namesOf(owed) }, fleet);
}

/** The soak, then the gate. Whoever stops the run meanwhile leaves the batch unproved, and the journal says so. */
async function prove(hosts: readonly Host[], batch: Batch, fleet: Fleet): Promise<void> {
  const { options, ports, ends, enter } = fleet;
  const { proof } = options;
  const isThere = ({ name }: Host): boolean => ends.get(name) === 'reached';
  const there = hosts.filter(isThere);
  const soakMs = proof?.soakMs(hosts) ?? 0;
  if (soakMs > 0 && batch.batch < batch.of && there.length > 0 && fleet.whyEnd() === null) {
    await emit({ kind: 'batch.soaking', durationMs: soakMs, ...batch }, ports);
    await soak(soakMs, fleet);
  }
  let isProved = !isStopped(fleet);
  if (proof !== undefined && isProved)
    await Promise.all(
      there.map((host) =>
        enter(host, async () => {
          if (isStopped(fleet)) isProved = false;
          else ends.set(host.name, (await proof.check(host, ports)) ?? 'reached');
        }),
      ),
    );
  if (!isProved) return;
  const notReached = namesOf(hosts.filter((host) => !isThere(host)));
  await emit({ kind: 'batch.ended', notReached, ...batch }, ports);
}

const isStopped = ({ ports }: Fleet): boolean => ports.signal.aborted || ports.stop() !== 'go-on';

const LOOK_MS = 1000;

async function soak(durationMs: number, fleet: Fleet): Promise<void> {
  const { clock } = fleet.ports;
  for (let leftMs = durationMs; leftMs > 0 && !isStopped(fleet); leftMs -= LOOK_MS)
    await clock.sleep(Math.min(LOOK_MS, leftMs));
}

/** Only where somebody was left behind: a limit that is passed by the last host stops nothing. */
async function sayStop(fleet: Fleet): Promise<void> {
  const { ends, ports, turns } = fleet;
  const because = fleet.whyEnd();
  // Who got through one play may never have started with the next.
  const neverStarted = [...turns]
    .filter(([name, left]) => left > 0 && (ends.get(name) ?? 'reached') === 'reached')
    .map(([name]) => name);
  if (because === null || (neverStarted.length === 0 && ![...ends.values()].includes('stopped')))
    return;
  await emit({ kind: 'run.stopped', because, neverStarted }, ports);
}

async function emit(body: EventBody, ports: Ports): Promise<void> {
  const event = { ...body, runId: ports.runId, host: '', at: ports.clock.now() };
  await ports.journal.append(event);
  ports.watch(event);
}
