import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { failure, result, ToyDevice } from '../../test/fakes/toy-device.ts';
import type { HostEnd, StemEvent } from '../model/event.ts';
import { memoryJournal } from '../journal/memory.ts';
import { Secret } from '../model/secret.ts';
import type { Ports } from './context.ts';
import { checkHealth, type Gate } from './gate.ts';

const HOST = { name: 'web-1', site: '' };

/** Asks at the gate of a device that ended its migration in the new system. */
async function asked(
  device: ToyDevice,
  { command = null, vars = {}, ...more }: Partial<Gate> & Partial<Ports> = {},
): Promise<{ readonly end: HostEnd; readonly events: readonly StemEvent[] }> {
  const journal = memoryJournal();
  const ports = portsTo(device, { journal, ...more });
  const seen = { kind: 'host.seen', where: { system: 'new', bootId: 'x' } } as const;
  await journal.append({ ...seen, runId: 'run-1', host: 'web-1', at: '2026-01-01T00:00:00Z' });
  const end = await checkHealth({ host: HOST, vars, command }, ports);
  return { end, events: (await journal.read('run-1')).slice(1) };
}

const newDevice = (): ToyDevice => Object.assign(new ToyDevice(), { system: 'new' });

const wordsOf = ({ events }: Awaited<ReturnType<typeof asked>>): readonly unknown[] =>
  events.flatMap((event) => {
    if (event.kind === 'gate.ended') return [event.ok, event.because, event.output];
    return event.kind === 'host.ended' ? [event.end, event.because] : [];
  });

describe('the health gate of a device', () => {
  it('is passed by an answer where there is no command, and nothing is run', async () => {
    const device = newDevice();
    const gate = await asked(device);
    assert.equal(gate.end, 'reached');
    assert.deepEqual(wordsOf(gate), [true, 'it answers', '', 'reached', 'it answers']);
    assert.deepEqual(device.changes(), []);
    assert.equal(device.log.at(-1), 'close');
  });

  it('is passed by a command that ends with 0, and keeps what it printed', async () => {
    const device = newDevice();
    device.answers.set("sh -c 'systemctl is-active till'", () => result('active\n'));
    const gate = await asked(device, { command: 'systemctl is-active till' });
    assert.deepEqual(wordsOf(gate), [
      ...[true, 'it is healthy', 'active\n', 'reached', 'it is healthy'],
    ]);
    assert.deepEqual(
      gate.events.map(({ kind }) => kind),
      ['gate.started', 'host.seen', 'gate.ended', 'host.ended'],
    );
  });

  it('is failed by any other exit code', async () => {
    const device = newDevice();
    device.answers.set("sh -c 'systemctl is-active till'", () => result('', 3, 'inactive'));
    const gate = await asked(device, { command: 'systemctl is-active till' });
    assert.equal(gate.end, 'failed');
    assert.deepEqual(wordsOf(gate), [
      ...[false, 'exit code 3: inactive', 'inactive'],
      ...['failed', 'health gate: exit code 3: inactive'],
    ]);
  });

  it('is failed by a device that fell back to another system', async () => {
    const device = newDevice();
    device.system = 'environment';
    const gate = await asked(device, { command: 'true' });
    assert.equal(gate.end, 'failed');
    assert.equal(
      wordsOf(gate).at(-1),
      'health gate: the environment system is up, no longer the new one',
    );
    assert.deepEqual(device.changes(), []);
  });

  it('shows no secret that its command prints', async () => {
    const device = newDevice();
    device.answers.set("sh -c 'cat /key'", () => result('hunter2\n'));
    const vars = { ansible_password: new Secret('hunter2') };
    const { events } = await asked(device, { command: 'cat /key', vars });
    assert.ok(!JSON.stringify(events).includes('hunter2'), 'the secret is in the journal');
  });
});

describe('a gate at which nobody answers', () => {
  it('is asked three times with pauses, and then counts as unreachable', async () => {
    const device = newDevice();
    const slept: number[] = [];
    device.before = (does) => {
      if (does === 'connect') throw failure('UNREACHABLE', 'nobody answers');
    };
    const clock = {
      now: () => '2026-01-01T00:00:00Z',
      sleep: (ms: number) => {
        slept.push(ms);
        return Promise.resolve();
      },
    };
    const gate = await asked(device, { clock });
    assert.equal(gate.end, 'unreachable');
    assert.deepEqual(slept, [10_000, 10_000]);
    assert.equal(wordsOf(gate).at(-1), 'health gate: nobody answers');
  });

  it('is passed where the second try gets through', async () => {
    const device = newDevice();
    let tries = 0;
    device.before = (does) => {
      if (does !== 'connect') return;
      tries += 1;
      if (tries === 1) throw failure('UNREACHABLE');
    };
    assert.equal((await asked(device)).end, 'reached');
  });

  it('is not waited for once the operator stops the run', async () => {
    const device = newDevice();
    let tries = 0;
    device.before = (does) => {
      if (does === 'connect') tries += 1;
      throw failure('UNREACHABLE');
    };
    assert.equal((await asked(device, { stop: () => 'drain' })).end, 'unreachable');
    assert.equal(tries, 1);
  });
});
