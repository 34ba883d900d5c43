import type { Ports } from '../../src/engine/context.ts';
import { migrateFleet, type Proof } from '../../src/engine/fleet.ts';
import type { HostEnd, StemEvent } from '../../src/model/event.ts';
import { makePlan } from '../../src/planning/make-plan.ts';
import { portsTo } from './playbook.ts';
import { ToyDevice } from './toy-device.ts';

/** What is peculiar to a fleet of a test. */
interface Fleet {
  /** How each host ends, by its name; a host without one gets there. */
  readonly ends?: Readonly<Record<string, HostEnd>>;
  readonly serial?: readonly number[];
  readonly maxFail?: number;
  readonly forks?: number;
  readonly ports?: Partial<Ports>;
  readonly stopsOnFirst?: boolean;
  /** The host whose failure ends the run for all. */
  readonly fatal?: string;
  readonly proof?: Proof;
}

export interface Migrated {
  readonly log: readonly string[];
  readonly events: readonly StemEvent[];
  readonly journal: readonly StemEvent[];
  readonly found: ReadonlyMap<string, HostEnd>;
  /** `a b`: those that began, in order. */
  readonly started: string;
}

/** Runs a fleet of a to e. `log` has what happened in its order. */
export async function migrate({
  ends = {},
  serial = [2],
  forks = 9,
  ports = {},
  fatal = '',
  ...more
}: Fleet): Promise<Migrated> {
  const log: string[] = [];
  const events: StemEvent[] = [];
  const hosts = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, site: '' }));
  const all = portsTo(new ToyDevice(), { watch: (event) => void events.push(event), ...ports });
  const found = await migrateFleet(
    makePlan(hosts, [], serial),
    {
      ...{ forks, siteForks: 9, jumpForks: 9, maxFail: 0 },
      request: { asked: 'for this' },
      ...more,
      migrate: async ({ name }, seen) => {
        log.push(`${name} begins`);
        await Promise.resolve();
        log.push(`${name} ends`);
        if (name === fatal) seen.endRun?.(`${name} is fatal`);
        const end = ends[name] ?? 'reached';
        // The others of the batch look at it later, as on a real device.
        for (let ticks = 0; end === 'reached' && ticks < 5; ticks += 1) await Promise.resolve();
        return end === 'reached' && seen.stop() === 'drain' ? 'stopped' : end;
      },
    },
    all,
  );
  const started = log.filter((line) => line.endsWith('begins')).map((line) => line.charAt(0));
  const journal = await all.journal.read('run-1');
  return { log, events, journal, found, started: started.join(' ') };
}

/** `a b` of each batch that was started, and what was said of it. */
export const ladder = ({ journal }: Migrated): readonly string[] =>
  journal.flatMap((event) => {
    if (event.kind === 'run.stopped')
      return [`${event.because}; left: ${event.neverStarted?.join(' ') ?? ''}`];
    if (!('hosts' in event)) return [];
    const hosts = event.hosts.join(' ');
    if (event.kind === 'batch.soaking') return [`soak ${String(event.durationMs)} ${hosts}`];
    if (event.kind === 'batch.ended')
      return [`end ${hosts}, without ${event.notReached.join(' ')}`];
    return [`${String(event.batch)}/${String(event.of)} ${hosts}`];
  });
export const stopOf = (run: Migrated): string | undefined => ladder(run).at(-1);
