import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { failure, fileFact, result, ToyDevice } from '../../test/fakes/toy-device.ts';
import { whereabouts } from '../facts/boot.ts';
import { render } from '../model/command.ts';
import type { StemEvent } from '../model/event.ts';
import type { Vars } from '../model/params.ts';
import { Secret } from '../model/secret.ts';
import { HostContext, type Ports } from './context.ts';

const HOST = { name: 'web-1', site: 'berlin' };
const open = (device: ToyDevice, more: Partial<Ports> = {}, vars: Vars = {}): HostContext =>
  new HostContext(HOST, vars, portsTo(device, more));
const FACTS = { motd: fileFact('/motd'), none: fileFact('/none') };

/** Sleeps take no time; how long they would have been. */
const sleeper = (onSleep: () => void = () => undefined) => {
  const pauses: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    pauses.push(ms);
    onSleep();
    return Promise.resolve();
  };
  return { pauses, clock: { now: () => '2026-01-01T00:00:00Z', sleep } };
};

describe('what a host says', () => {
  it('goes to the journal first, then to those who watch', async () => {
    const order: string[] = [];
    const ports = portsTo(new ToyDevice(), {
      watch: ({ kind }) => void order.push(`seen ${kind}`),
    });
    const append = (event: StemEvent): Promise<void> => {
      order.push(`journal ${event.host} ${event.runId} ${event.at}`);
      return Promise.resolve();
    };
    const journal = { ...ports.journal, append };
    await new HostContext(HOST, {}, { ...ports, journal }).emit({
      kind: 'undo.started',
      task: 'a',
    });
    assert.deepEqual(order, ['journal web-1 run-1 2026-01-01T00:00:00Z', 'seen undo.started']);
  });

  it('is shown to nobody where the journal fails', async () => {
    const ports = portsTo(new ToyDevice(), { watch: () => assert.fail('it was shown') });
    const journal = { ...ports.journal, append: () => Promise.reject(new Error('full')) };
    const context = new HostContext(HOST, {}, { ...ports, journal });
    await assert.rejects(context.emit({ kind: 'undo.started', task: 'a' }), { message: 'full' });
  });

  it('has no secret in it, wherever it stands: of its vars, in lists, and learned later', async () => {
    const ports = portsTo(new ToyDevice());
    const vars = { a: new Secret('first-secret'), b: ['x', new Secret('second-secret')] };
    const context = new HostContext(HOST, vars, ports);
    context.learn({ c: new Secret('third-secret') });
    const before = { deep: ['second-secret'] };
    await context.emit({ kind: 'task.started', task: 'a first-secret third-secret', before });
    const [event] = await ports.journal.read('run-1');
    assert.deepEqual(event?.kind === 'task.started' && [event.task, event.before], [
      'a [secret] [secret]',
      { deep: ['[secret]'] },
    ]);
  });

  it("has the run's id and its own name among its vars", () => {
    const { vars } = open(new ToyDevice(), {}, { x: 1, inventory_hostname: 'other' });
    assert.deepEqual(vars, { x: 1, stem_run_id: 'run-1', inventory_hostname: 'web-1' });
  });
});

describe('asking facts', () => {
  it('takes one link and one round trip', async () => {
    const device = new ToyDevice();
    device.files.set('/motd', 'hello');
    const context = open(device);
    assert.deepEqual(await context.ask(FACTS), { motd: 'hello', none: null });
    await context.ask(FACTS);
    const asked = 'ask cat /motd, cat /none';
    assert.deepEqual(device.log, ['connect', 'ask where', asked, asked]);
  });

  it('asks nothing where there is nothing to ask', async () => {
    const device = new ToyDevice();
    assert.deepEqual(await open(device).ask({}), {});
    assert.deepEqual(device.log, []);
  });

  it('believes no answer that is not whole', async () => {
    const device = new ToyDevice();
    device.answers.set('cat /motd', () => ({ ...result('hel'), isCut: true }));
    await assert.rejects(open(device).ask(FACTS), {
      code: 'FACT_UNREADABLE',
      message: 'the answer to file /motd is not whole',
    });
  });
});

describe('a link that is lost', () => {
  /** Once seen, the device is away for `times` of everything. */
  const lossy = (times: number): ToyDevice => {
    const device = new ToyDevice();
    let left = times;
    device.before = (does) => {
      if (!device.log.includes('ask where') || does === 'close' || left === 0) return;
      left -= 1;
      throw failure('LINK_LOST');
    };
    return device;
  };

  it('is mended, with pauses that grow up to ten seconds', async () => {
    const { pauses, clock } = sleeper();
    const context = open(lossy(6), { clock });
    await context.locate();
    assert.deepEqual(await context.ask(FACTS), { motd: null, none: null });
    assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  it('is given up after the time that a slow boot takes', async () => {
    const { pauses, clock } = sleeper();
    const context = open(lossy(Infinity), { clock });
    await context.locate();
    await assert.rejects(context.ask(FACTS), { code: 'LINK_LOST' });
    const waited = pauses.reduce((sum, ms) => sum + ms, 0);
    assert.ok(waited >= 420_000 && waited < 440_000, String(waited));
  });

  it('is not waited for: by who detaches, for a device never seen, for another failure', async () => {
    const never = new ToyDevice();
    never.before = () => {
      throw failure('UNREACHABLE');
    };
    const refused = lossy(0);
    refused.answers.set('cat /motd', () => {
      throw failure('BECOME_FAILED');
    });
    const cases = [
      [lossy(1), 'LINK_LOST', 'detach'],
      [never, 'UNREACHABLE', 'go-on'],
      [refused, 'BECOME_FAILED', 'go-on'],
    ] as const;
    for (const [device, code, stop] of cases) {
      const { pauses, clock } = sleeper();
      const context = open(device, { clock, stop: () => stop });
      if (device !== never) await context.locate();
      await assert.rejects(context.ask(FACTS), { code });
      assert.deepEqual(pauses, []);
    }
  });
});

describe('where a device is', () => {
  const seenIn = async (ports: Ports): Promise<unknown> =>
    (await ports.journal.read('run-1')).map((event) =>
      event.kind === 'host.seen' ? `${event.where.system} ${event.where.bootId}` : event.kind,
    );
  const reconnected = async (change: (device: ToyDevice, context: HostContext) => void) => {
    const device = new ToyDevice();
    const context = open(device);
    await context.locate();
    await context.hangUp();
    change(device, context);
    const work = context.locate();
    await work.catch(() => undefined);
    return { work, seen: await seenIn(context.ports) };
  };

  it('is journaled once a boot', async () => {
    const { work, seen } = await reconnected(() => undefined);
    assert.deepEqual(await work, { system: 'old', bootId: 'boot-1' });
    assert.deepEqual(seen, ['old boot-1']);
  });

  it('voids what was known where it restarted by itself', async () => {
    const { work, seen } = await reconnected((device) => {
      device.boots = 2;
    });
    await assert.rejects(work, {
      code: 'DEVICE_RESTARTED',
      message: 'the device restarted by itself; the old system is up',
    });
    assert.deepEqual(seen, ['old boot-1', 'old boot-2']);
  });

  it('is somewhere new where the boot is ours', async () => {
    const { work, seen } = await reconnected((device, context) => {
      Object.assign(device, { boots: 2, system: 'environment' });
      context.expectBoot();
    });
    assert.deepEqual(await work, { system: 'environment', bootId: 'boot-2' });
    assert.deepEqual(seen, ['old boot-1', 'environment boot-2']);
  });

  it('is unknown while the device does not say it', async () => {
    const device = new ToyDevice();
    device.answers.set(render(whereabouts.command), () => result(''));
    await assert.rejects(open(device).locate(), {
      code: 'LINK_LOST',
      message: 'the device does not say where it is',
    });
  });
});

describe('a session', () => {
  it('is opened for nobody after the hard abort', async () => {
    const device = new ToyDevice();
    await assert.rejects(
      open(device, { signal: AbortSignal.abort(new Error('abort')) }).session(),
      {
        message: 'abort',
      },
    );
    assert.deepEqual(device.log, []);
  });

  it('is closed once', async () => {
    const device = new ToyDevice();
    const context = open(device);
    await context.session();
    await context.hangUp();
    await context.hangUp();
    assert.deepEqual(device.log, ['connect', 'ask where', 'close']);
  });
});

it('a task reads facts under both of their names', () => {
  const context = open(new ToyDevice());
  context.known = { ansible_os_family: 'Debian' };
  const { ansible_os_family: long, ansible_facts: facts } = context.varsOf({});
  assert.deepEqual([long, facts], ['Debian', { os_family: 'Debian' }]);
});
