import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { failure, fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import type { ErrorCode } from '../model/errors.ts';
import { blocked } from '../model/step.ts';
import type { Task } from '../model/task.ts';
import type { Ports } from './context.ts';
import { migrateHost, undoHost, type Job } from './host.ts';

const HOST = { name: 'web-1', site: '' };
const BAD = fileTask('/bad', { check: () => blocked('no room', 'Make room.') });
const POINT = fileTask('/point', {
  rollback: { kind: 'point-of-no-return', because: 'a toy' },
});

/** Takes a host through the tasks; how it ended in the journal is part of the answer. */
async function taken(
  tasks: readonly Task[],
  device: ToyDevice,
  {
    onFailure = 'roll-back',
    by = migrateHost,
    ...more
  }: Partial<Ports & Job> & {
    by?: typeof migrateHost;
  } = {},
) {
  const ports = portsTo(device, more);
  const end = await by({ host: HOST, vars: {}, tasks, onFailure, ...more }, ports);
  const last = (await ports.journal.read('run-1')).at(-1);
  assert.equal(last?.kind === 'host.ended' && last.end, end);
  assert.equal(device.log.at(-1) === 'close' || !device.log.includes('connect'), true);
  return { end, because: last?.kind === 'host.ended' ? last.because : '', ports };
}
const brief = async (...args: Parameters<typeof taken>): Promise<readonly string[]> => {
  const { end, because } = await taken(...args);
  return [end, because];
};

describe('a host on its way', () => {
  it('gets there when every task is done, in their order', async () => {
    const device = new ToyDevice();
    assert.deepEqual(await brief([fileTask('/a'), fileTask('/b')], device), [
      ...['reached', 'all tasks are done'],
    ]);
    assert.deepEqual(device.changes(), ['write /a', 'write /b']);
  });

  for (const code of ['UNREACHABLE', 'AUTH_FAILED', 'BECOME_FAILED', 'HOST_KEY_CHANGED'] as const)
    it(`is unreachable where connecting says ${code}`, async () => {
      const device = new ToyDevice();
      device.before = () => {
        throw failure(code);
      };
      assert.deepEqual(await brief([fileTask('/a')], device), [
        ...['unreachable', `${code}. Look at it.`],
      ]);
    });

  it('stops all others where its failure is fatal, before it is rolled back', async () => {
    const device = new ToyDevice();
    const said: string[] = [];
    const endRun = (because: string): void => {
      said.push(`${because}; ${device.changes().join(', ')}`);
    };
    await taken([fileTask('/a'), { ...BAD, isAnyErrorFatal: true }], device, { endRun });
    assert.deepEqual(said, ['any_errors_fatal: web-1: /bad: no room; write /a']);
    assert.equal(device.changes().length, 2);
    await taken([BAD], new ToyDevice(), { endRun, isFatal: true });
    assert.equal(said.length, 1);
  });

  it('stops all others where it can not be reached, if its play says so', async () => {
    const said: string[] = [];
    const device = new ToyDevice();
    device.before = () => {
      throw failure('UNREACHABLE');
    };
    const endRun = (because: string): void => void said.push(because);
    await taken([], device, { endRun });
    await taken([], device, { endRun, isFatal: true });
    assert.deepEqual(said, ['any_errors_fatal: web-1: UNREACHABLE. Look at it.']);
  });

  it('ends by an exception where another controller drives it, and hangs up', async () => {
    const device = new ToyDevice();
    const lost = failure('LEASE_LOST');
    const assertLease = (): Promise<void> => Promise.reject(lost);
    await assert.rejects(taken([fileTask('/a')], device, { assertLease }), lost);
    assert.deepEqual([device.changes(), device.log.at(-1)], [[], 'close']);
  });

  it('goes on after a failure that is ignored', async () => {
    const device = new ToyDevice();
    const tasks = [{ ...BAD, isErrorIgnored: true }, fileTask('/b')];
    assert.equal((await taken(tasks, device)).end, 'reached');
    assert.deepEqual(device.changes(), ['write /b']);
  });
});

describe('a host with several plays', () => {
  const tasks = [fileTask('/a', {}, { register: 'r' }), fileTask('/b'), BAD];
  const [a, b] = [tasks.slice(0, 1), tasks.slice(1, 2)];

  it('is not there before the last one, and remembers what it learned', async () => {
    const device = new ToyDevice();
    const ports = portsTo(device);
    const memory = { known: {} };
    const job = { host: HOST, vars: {}, tasks, onFailure: 'roll-back', memory } as const;
    assert.equal(await migrateHost({ ...job, ofPlay: a, hasMore: true }, ports), 'reached');
    const kinds = async () => (await ports.journal.read('run-1')).map(({ kind }) => kind);
    assert.ok(!(await kinds()).includes('host.ended'), 'it has not ended');
    assert.deepEqual(Object.keys(memory.known), ['r']);
    const seen: unknown[] = [];
    const later = fileTask('/b', {}, { when: ({ r }) => seen.push(r) > 0 });
    assert.equal(await migrateHost({ ...job, ofPlay: [later] }, ports), 'reached');
    assert.deepEqual(seen, [{ output: 'done', changed: true, failed: false }]);
    assert.equal((await kinds()).at(-1), 'host.ended');
  });

  it('undoes what it did in an earlier play as well', async () => {
    const device = new ToyDevice();
    const ports = portsTo(device);
    const job = { host: HOST, vars: {}, tasks, onFailure: 'roll-back' } as const;
    await migrateHost({ ...job, ofPlay: a, hasMore: true }, ports);
    assert.equal(await migrateHost({ ...job, ofPlay: [...b, BAD] }, ports), 'rolled-back');
    assert.deepEqual(device.changes(), ['write /a', 'write /b', 'run rm /b', 'run rm /a']);
  });
});

describe('a failure', () => {
  it('undoes what the run did', async () => {
    const device = new ToyDevice();
    assert.deepEqual(await brief([fileTask('/a'), BAD], device), [
      ...['rolled-back', '/bad: no room'],
    ]);
    assert.deepEqual(device.changes(), ['write /a', 'run rm /a']);
  });

  const left: readonly (readonly [why: string, tasks: readonly Task[], more?: Partial<Job>])[] = [
    ['the operator wants it so', [fileTask('/a'), BAD], { onFailure: 'leave' }],
    ['the point of no return is behind', [POINT, BAD]],
    ['nothing was done', [BAD]],
  ];
  for (const [why, tasks, more] of left)
    it(`leaves the device as it is where ${why}`, async () => {
      const device = new ToyDevice();
      assert.deepEqual(await brief(tasks, device, more), ['failed', '/bad: no room']);
      assert.deepEqual(
        device.changes().filter((does) => does.startsWith('run rm')),
        [],
      );
    });

  it('tells both where the rollback fails as well', async () => {
    const stuck = fileTask('/a', { rollback: { kind: 'undo', actions: () => [] } });
    assert.deepEqual(await brief([stuck, BAD], new ToyDevice()), [
      ...['failed', '/bad: no room; /a: it is not as it was: {"text":"new"}'],
    ]);
  });
});

describe('an operator who stops a host', () => {
  /** Says it once the first task is done. */
  const after = (device: ToyDevice, stop: 'drain' | 'detach'): Partial<Ports> => ({
    stop: () => (device.changes().length > 0 ? stop : 'go-on'),
  });
  const armed = fileTask('/a', { keepGoing: 'a timer runs' });
  const cases = [
    ['drain', fileTask('/a'), ['stopped', 'stopped at a safe point'], 1],
    ['drain', armed, ['stopped', 'stopped at a safe point'], 2],
    ['detach', armed, ['stopped', 'detached'], 1],
  ] as const;
  for (const [stop, first, end, changes] of cases)
    it(`by "${stop}" after ${String(changes)} of three tasks`, async () => {
      const device = new ToyDevice();
      const tasks = [first, fileTask('/b'), fileTask('/c')];
      assert.deepEqual(await brief(tasks, device, after(device, stop)), end);
      assert.equal(device.changes().length, changes);
    });

  it('may leave in the middle of its rollback, with a link that is gone', async () => {
    const device = new ToyDevice();
    let isGone = false;
    device.before = (does) => {
      isGone ||= does.startsWith('run rm');
      if (isGone && does !== 'close') throw failure('LINK_LOST');
    };
    const cut = '/bad: no room; its rollback was cut: LINK_LOST';
    const tasks = [fileTask('/a'), BAD];
    const stop = (): 'detach' | 'go-on' => (isGone ? 'detach' : 'go-on');
    assert.deepEqual(await brief(tasks, device, { stop }), ['stopped', cut]);
    isGone = false;
    device.files.clear();
    assert.deepEqual(await brief(tasks, device), ['unreachable', cut]);
  });

  it('is no fault of a device that was still being reached', async () => {
    const device = new ToyDevice();
    let code: 'LINK_LOST' | 'AUTH_FAILED' = 'LINK_LOST';
    device.before = () => {
      throw failure(code);
    };
    const stop = { stop: (): 'detach' => 'detach' };
    assert.deepEqual(await brief([], device, stop), ['stopped', 'detached']);
    code = 'AUTH_FAILED';
    assert.equal((await brief([], device, stop))[0], 'unreachable');
  });
});

describe('a device that restarts by itself', () => {
  /** Loses its power at each of the first writes. */
  const restarting = (times: number): ToyDevice => {
    const device = new ToyDevice();
    let left = times;
    device.before = (does) => {
      if (!does.startsWith('write') || (left -= 1) < 0) return;
      device.boots += 1;
      throw failure('LINK_LOST');
    };
    return device;
  };

  it('is met again where it came up', async () => {
    const device = restarting(3);
    assert.equal((await taken([fileTask('/a')], device)).end, 'reached');
    assert.deepEqual(device.changes(), ['write /a']);
  });

  it('needs a person when it does so again and again', async () => {
    assert.deepEqual(await brief([fileTask('/a')], restarting(4)), [
      ...['unknown', 'the device restarted by itself; the old system is up'],
    ]);
  });
});

describe('a host whose run is undone', () => {
  const undo = { by: undoHost };
  const tasks = [fileTask('/a'), fileTask('/b')];
  /** After a whole run, and with its journal. */
  const migrated = async (all: readonly Task[] = tasks) => {
    const device = new ToyDevice();
    const { ports } = await taken(all, device);
    return { device, journal: ports.journal };
  };

  it('is rolled back from the journal, newest first', async () => {
    const { device, journal } = await migrated();
    assert.deepEqual(await brief(tasks, device, { ...undo, journal }), [
      ...['rolled-back', 'rolled back as asked'],
    ]);
    assert.deepEqual(device.changes().slice(2), ['run rm /b', 'run rm /a']);
    assert.deepEqual([...device.files], []);
  });

  it('is left where it crossed the point of no return', async () => {
    const { device, journal } = await migrated([POINT]);
    assert.deepEqual(await brief([POINT], device, { ...undo, journal }), [
      ...['failed', 'the point of no return is behind; resume instead'],
    ]);
  });

  it('is unreachable where it does not answer, and any other failure is thrown', async () => {
    const refusing = async (code: ErrorCode) => {
      const { device, journal } = await migrated();
      device.before = (does) => {
        if (does === 'connect') throw failure(code);
      };
      return taken(tasks, device, { ...undo, journal });
    };
    assert.deepEqual((await refusing('HOST_KEY_UNKNOWN')).end, 'unreachable');
    await assert.rejects(refusing('FILE_UNREADABLE'), { code: 'FILE_UNREADABLE' });
  });
});
