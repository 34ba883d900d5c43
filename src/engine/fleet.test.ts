import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { ToyDevice } from '../../test/fakes/toy-device.ts';
import type { HostEnd, StemEvent } from '../model/event.ts';
import { makePlan } from '../planning/make-plan.ts';
import type { Ports } from './context.ts';
import { migrateFleet } from './fleet.ts';

interface Fleet {
  /** How each host ends, by its name; a host without one gets there. */
  readonly ends?: Readonly<Record<string, HostEnd>>;
  readonly serial?: readonly number[];
  readonly maxFail?: number;
  readonly forks?: number;
  readonly ports?: Partial<Ports>;
}

/** Runs a fleet of a to e. `log` has what happened in its order. */
async function migrate({ ends = {}, serial = [2], maxFail = 0, forks = 9, ports = {} }: Fleet) {
  const log: string[] = [];
  const events: StemEvent[] = [];
  const hosts = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, site: '' }));
  const all = portsTo(new ToyDevice(), { watch: (event) => void events.push(event), ...ports });
  const found = await migrateFleet(
    makePlan(hosts, [], serial),
    {
      ...{ forks, siteForks: 9, jumpForks: 9, maxFail },
      request: { asked: 'for this' },
      migrate: async ({ name }) => {
        log.push(`${name} begins`);
        await Promise.resolve();
        log.push(`${name} ends`);
        return ends[name] ?? 'reached';
      },
    },
    all,
  );
  const started = log.filter((line) => line.endsWith('begins')).map((line) => line.charAt(0));
  const journal = await all.journal.read('run-1');
  return { log, events, journal, found, started: started.join(' ') };
}
const stopped = (because: string) => ({
  ...{ kind: 'run.stopped', because, runId: 'run-1', host: '', at: '2026-01-01T00:00:00Z' },
});

describe('a fleet', () => {
  it('journals how it was asked for before the first device', async () => {
    const { journal, events } = await migrate({});
    const first = {
      kind: 'run.started',
      batches: [['a', 'b'], ['c', 'd'], ['e']],
      request: { asked: 'for this' },
      ...{ runId: 'run-1', host: '', at: '2026-01-01T00:00:00Z' },
    };
    assert.deepEqual(journal, [first]);
    assert.deepEqual(events, [first]);
  });

  it('goes batch after batch, side by side within one', async () => {
    const { log, found } = await migrate({});
    assert.deepEqual(log.slice(0, 4), ['a begins', 'b begins', 'a ends', 'b ends']);
    assert.equal(log[4], 'c begins');
    assert.deepEqual([...found.keys()], ['a', 'b', 'c', 'd', 'e']);
  });

  it('starts no device where the journal fails', async () => {
    const journal = {
      append: () => Promise.reject(new Error('the disk is full')),
      read: () => Promise.resolve([]),
      listRuns: () => Promise.resolve([]),
    };
    await assert.rejects(migrate({ ports: { journal } }), { message: 'the disk is full' });
  });
});

describe('too many failures', () => {
  for (const end of ['failed', 'rolled-back', 'unreachable', 'unknown', 'stopped'] as const)
    it(`end the run before the next batch, and "${end}" is one`, async () => {
      const { started, journal } = await migrate({ ends: { a: end } });
      assert.equal(started, 'a b');
      assert.deepEqual(journal.slice(1), [stopped('1 hosts did not get there')]);
    });

  it('are more than the operator allows, over all batches', async () => {
    const ends = { a: 'failed', c: 'failed' } as const;
    assert.equal((await migrate({ ends, maxFail: 2 })).started, 'a b c d e');
    const { started, journal } = await migrate({ ends, maxFail: 1 });
    assert.equal(started, 'a b c d');
    assert.deepEqual(journal.slice(1), [stopped('2 hosts did not get there')]);
  });

  it('keep those of the same batch from starting that still wait for a place', async () => {
    const { started, found } = await migrate({ ends: { b: 'failed' }, serial: [5], forks: 1 });
    assert.equal(started, 'a b');
    assert.deepEqual(
      [...found],
      [
        ['a', 'reached'],
        ['b', 'failed'],
      ],
    );
  });
});

describe('an operator who stops', () => {
  const STOPPED = stopped('the operator stopped it');

  for (const stop of ['drain', 'detach'] as const)
    it(`by "${stop}" starts nobody any more`, async () => {
      const { started, journal } = await migrate({ ports: { stop: () => stop } });
      assert.equal(started, '');
      assert.deepEqual(journal.slice(1), [STOPPED]);
    });

  it('by the hard abort as well, also between two batches', async () => {
    const controller = new AbortController();
    let asked = 0;
    const stop = (): 'go-on' => {
      asked += 1;
      if (asked > 3) controller.abort();
      return 'go-on';
    };
    const { started, journal } = await migrate({ ports: { stop, signal: controller.signal } });
    assert.equal(started, 'a b');
    assert.deepEqual(journal.slice(1), [STOPPED]);
  });
});
