import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portsTo } from '../../test/fakes/playbook.ts';
import { fileTask, ToyDevice } from '../../test/fakes/toy-device.ts';
import type { Vars } from '../model/params.ts';
import { HostContext } from './context.ts';
import { migrateHost, undoHost } from './host.ts';

const HOST = { name: 'web-1', site: 'berlin' };
const ONE = '00:1e:06:aa:bb:01';
const TWO = '00:1e:06:aa:bb:02';

/** It was met with these cards, and answers now with those. */
async function metAgain(
  was: readonly string[],
  is: readonly string[],
  vars: Vars = {},
): Promise<{ device: ToyDevice; context: HostContext; work: Promise<unknown> }> {
  const device = Object.assign(new ToyDevice(), { cards: was });
  const ports = portsTo(device);
  const first = new HostContext(HOST, vars, ports);
  await first.locate();
  await first.hangUp();
  Object.assign(device, { cards: is, boots: 2 });
  const context = new HostContext(HOST, vars, ports);
  const work = context.locate();
  await work.catch(() => undefined);
  return { device, context, work };
}

describe('a device that is met again', () => {
  it('is refused where no network card is the same, and its link is closed', async () => {
    const { device, context, work } = await metAgain([ONE], [TWO]);
    await assert.rejects(work, {
      code: 'DEVICE_CHANGED',
      message: `another device answers for web-1: its network card is ${TWO}, it was ${ONE}`,
      hint: /stem_same_device=true/,
    });
    assert.equal(device.log.at(-1), 'close');
    await assert.rejects(
      context.ask({}).then(async () => context.locate()),
      {
        code: 'DEVICE_CHANGED',
      },
    );
    await context.hangUp();
    const seen = (await context.ports.journal.read('run-1')).filter(
      ({ kind }) => kind === 'host.seen',
    );
    assert.equal(seen.length, 1);
  });

  it('is the same with one card more or less, where one does not tell, or where the operator says so', async () => {
    await (
      await metAgain([ONE], [ONE, TWO])
    ).work;
    await (
      await metAgain([ONE, TWO], [TWO])
    ).work;
    await (
      await metAgain([ONE], [])
    ).work;
    await (
      await metAgain([], [TWO])
    ).work;
    await (
      await metAgain([ONE], [TWO], { stem_same_device: 'true' })
    ).work;
  });

  it('is compared with the last that told, not with one that said nothing', async () => {
    const { device, context } = await metAgain([ONE], []);
    await context.hangUp();
    Object.assign(device, { cards: [TWO], boots: 3 });
    await assert.rejects(new HostContext(HOST, {}, context.ports).locate(), {
      code: 'DEVICE_CHANGED',
    });
  });
});

describe('another device at the address', () => {
  it('is neither gone on with nor rolled back where it is another', async () => {
    const task = fileTask('/a');
    const device = Object.assign(new ToyDevice(), { cards: [ONE] });
    const ports = portsTo(device);
    const job = { host: HOST, vars: {}, tasks: [task], onFailure: 'roll-back' as const };
    assert.equal(await migrateHost(job, ports), 'reached');
    const changes = device.changes().length;
    device.cards = [TWO];
    assert.equal(await undoHost(job, ports), 'unreachable');
    assert.equal(await migrateHost(job, ports), 'unreachable');
    assert.equal(device.changes().length, changes);
  });

  it('is not taken over in the middle either: after its reboot another answers', async () => {
    const device = Object.assign(new ToyDevice(), { cards: [ONE] });
    const context = new HostContext(HOST, {}, portsTo(device));
    await context.locate();
    await context.hangUp();
    context.expectBoot();
    Object.assign(device, { cards: [TWO], boots: 2 });
    await assert.rejects(context.locate(), { code: 'DEVICE_CHANGED' });
  });
});
