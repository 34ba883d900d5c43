import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { ToyDevice } from '../../test/fakes/toy-device.ts';
import { ladder, migrate, stopOf } from '../../test/fakes/toy-fleet.ts';
import type { StemEvent } from '../model/event.ts';
import { makePlan } from '../planning/make-plan.ts';
import { migrateFleet } from './fleet.ts';

describe('a fleet', () => {
  it('journals how it was asked for before the first device', async () => {
    const { journal, events } = await migrate({});
    const first = {
      kind: 'run.started',
      batches: [['a', 'b'], ['c', 'd'], ['e']],
      request: { asked: 'for this' },
      ...{ runId: 'run-1', host: '', at: '2026-01-01T00:00:00Z' },
    };
    assert.deepEqual(journal[0], first);
    assert.deepEqual(events, journal);
  });

  it('goes batch after batch, side by side within one', async () => {
    const run = await migrate({});
    assert.deepEqual(run.log.slice(0, 4), ['a begins', 'b begins', 'a ends', 'b ends']);
    assert.equal(run.log[4], 'c begins');
    assert.deepEqual([...run.found.keys()], ['a', 'b', 'c', 'd', 'e']);
    assert.deepEqual(ladder(run), [
      ...['1/3 a b', 'end a b, without ', '2/3 c d', 'end c d, without '],
      ...['3/3 e', 'end e, without '],
    ]);
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
      const run = await migrate({ ends: { a: end } });
      assert.equal(run.started, 'a b');
      assert.equal(
        stopOf(run),
        `1 device did not get there (1 ${end}); at most 0 may fail; left: c d e`,
      );
    });

  it('are more than the operator allows, over all batches', async () => {
    const ends = { a: 'failed', c: 'failed' } as const;
    assert.equal((await migrate({ ends, maxFail: 2 })).started, 'a b c d e');
    const run = await migrate({ ends, maxFail: 1 });
    assert.equal(run.started, 'a b c d');
    assert.match(stopOf(run) ?? '', /^2 devices .*; left: e$/);
  });

  it('keep those of the same batch from starting that still wait for a place', async () => {
    const run = await migrate({ ends: { b: 'failed' }, serial: [5], forks: 1 });
    assert.equal(run.started, 'a b');
    assert.deepEqual(Object.fromEntries(run.found), { a: 'reached', b: 'failed' });
    assert.match(stopOf(run) ?? '', /left: c d e$/);
  });

  it('stop nothing where nobody is left', async () => {
    const run = await migrate({ ends: { e: 'failed' } });
    assert.equal(stopOf(run), 'end e, without e');
  });
});

describe('a run of several plays', () => {
  it('leaves those, too, who got through the first and never began with the second', async () => {
    const [a, b] = ['a', 'b'].map((name) => ({ name, site: '' }));
    assert.ok(a !== undefined && b !== undefined, 'two hosts');
    const ports = portsTo(new ToyDevice());
    const begun: string[] = [];
    await migrateFleet(
      { batches: [[a, b], [a], [b]], tasks: [] },
      {
        ...{ forks: 9, siteForks: 9, jumpForks: 9, maxFail: 0, request: null },
        migrate: ({ name }) => {
          begun.push(name);
          return Promise.resolve(begun.length === 3 ? 'failed' : 'reached');
        },
      },
      ports,
    );
    const stop = (await ports.journal.read('run-1')).find(({ kind }) => kind === 'run.stopped');
    assert.deepEqual(begun, ['a', 'b', 'a']);
    assert.deepEqual(stop?.kind === 'run.stopped' ? stop.neverStarted : null, ['b']);
  });

  it('keeps who failed in the first out of the second, also where more may fail', async () => {
    const hosts = ['a', 'b'].map((name) => ({ name, site: '' }));
    const begun: string[] = [];
    const ends = await migrateFleet(
      { batches: [hosts, hosts], tasks: [] },
      {
        ...{ forks: 9, siteForks: 9, jumpForks: 9, maxFail: 9, request: null },
        migrate: ({ name }) => {
          begun.push(name);
          return Promise.resolve(name === 'a' ? 'failed' : 'reached');
        },
      },
      portsTo(new ToyDevice()),
    );
    assert.deepEqual(begun, ['a', 'b', 'b']);
    assert.equal(ends.get('a'), 'failed');
  });
});

describe('a first failure that is fatal', () => {
  it('sends those on their way to a safe point, whatever the limit', async () => {
    const run = await migrate({
      ...{ ends: { a: 'unreachable' }, stopsOnFirst: true, maxFail: 4, serial: [2, 3] },
    });
    assert.deepEqual(Object.fromEntries(run.found), { a: 'unreachable', b: 'stopped' });
    assert.match(stopOf(run) ?? '', /left: c d e$/);
  });

  it('may be that of one task: then the limit does not count', async () => {
    const run = await migrate({ fatal: 'a', ends: { a: 'failed' }, maxFail: 4, serial: [2, 3] });
    assert.deepEqual(Object.fromEntries(run.found), { a: 'failed', b: 'stopped' });
    assert.equal(stopOf(run), 'a is fatal; left: c d e');
  });

  it('leaves them alone where failures are only counted', async () => {
    const run = await migrate({ ends: { a: 'unreachable' } });
    assert.equal(run.found.get('b'), 'reached');
  });

  it('does not keep an operator from leaving at once', async () => {
    const stops: string[] = [];
    const fleet = makePlan([{ name: 'a', site: '' }], [], []);
    let asked: 'go-on' | 'detach' = 'go-on';
    await migrateFleet(
      fleet,
      {
        ...{ forks: 9, siteForks: 9, jumpForks: 9, maxFail: 0, stopsOnFirst: true, request: null },
        migrate: (_, seen) => {
          asked = 'detach';
          stops.push(seen.stop());
          return Promise.resolve('stopped');
        },
      },
      portsTo(new ToyDevice(), { stop: () => asked }),
    );
    assert.deepEqual(stops, ['detach']);
  });
});

describe('an operator who stops', () => {
  for (const stop of ['drain', 'detach'] as const)
    it(`by "${stop}" starts nobody any more`, async () => {
      const run = await migrate({ ports: { stop: () => stop } });
      assert.equal(run.started, '');
      assert.deepEqual(ladder(run), ['the operator stopped it; left: a b c d e']);
    });

  it('by the hard abort as well, also between two batches', async () => {
    const controller = new AbortController();
    const watch = ({ kind }: StemEvent): void => {
      if (kind === 'batch.ended') controller.abort();
    };
    const run = await migrate({ ports: { watch, signal: controller.signal } });
    assert.equal(run.started, 'a b');
    assert.equal(stopOf(run), 'the operator stopped it; left: c d e');
  });
});
