import type { EventBody, HostEnd } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import type { Host } from '../model/session.ts';
import type { Plan } from '../planning/make-plan.ts';
import type { Ports } from './context.ts';
import { hostGate, type Limits } from './limits.ts';

export interface FleetOptions extends Limits {
  readonly maxFail: number;
  /** Kept in the journal for `resume`. */
  readonly request: Json;
  /** Locally `migrateHost`; in a distributed run "enqueue at the site's queue, await the host's end". */
  migrate(host: Host): Promise<HostEnd>;
}

export type FleetEnds = ReadonlyMap<string, HostEnd>;

/** Batch after batch, until the failures are too many. Unreachable and unknown hosts count. */
export async function migrateFleet(
  plan: Plan,
  options: FleetOptions,
  ports: Ports,
): Promise<FleetEnds> {
  const ends = new Map<string, HostEnd>();
  const enter = hostGate(options);
  await emit(
    {
      kind: 'run.started',
      batches: plan.batches.map((hosts) => hosts.map(({ name }) => name)),
      request: options.request,
    },
    ports,
  );
  for (const batch of plan.batches) {
    const because = whyEnd(ends, options.maxFail, ports);
    if (because !== null) {
      await emit({ kind: 'run.stopped', because }, ports);
      break;
    }
    await Promise.all(
      batch.map((host) =>
        enter(host, async () => {
          if (whyEnd(ends, options.maxFail, ports) === null)
            ends.set(host.name, await options.migrate(host));
        }),
      ),
    );
  }
  return ends;
}

function whyEnd(ends: FleetEnds, maxFail: number, ports: Ports): string | null {
  if (ports.signal.aborted || ports.stop() !== 'go-on') return 'the operator stopped it';
  const failed = [...ends.values()].filter((end) => end !== 'reached').length;
  return failed > maxFail ? `${String(failed)} hosts did not get there` : null;
}

async function emit(body: EventBody, ports: Ports): Promise<void> {
  const event = { ...body, runId: ports.runId, host: '', at: ports.clock.now() };
  await ports.journal.append(event);
  ports.watch(event);
}
