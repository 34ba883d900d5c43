import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { performed } from '../../test/fakes/performed.ts';
import { failure, result, ToyDevice } from '../../test/fakes/toy-device.ts';
import { rebootFrom } from '../commands/reboot.ts';
import type { Action, Outcome } from '../model/action.ts';
import { render } from '../model/command.ts';

const DONE: Outcome = { kind: 'done', result: null };
const BOOT: Action = { kind: 'reboot', into: 'environment', timeoutMs: 10_000 };

describe('a reboot', () => {
  /** Is away for so many tries to connect, with this failure, and then up. */
  const rebooting = (tries: number, code: Parameters<typeof failure>[0]): ToyDevice => {
    const device = new ToyDevice();
    let left = 0;
    device.answers.set('reboot', () => {
      left = tries;
      Object.assign(device, { boots: 2, system: 'environment' });
      throw failure('LINK_LOST');
    });
    device.before = (does) => {
      if (does !== 'connect' || left === 0) return;
      left -= 1;
      throw failure(code);
    };
    return device;
  };

  for (const code of ['UNREACHABLE', 'AUTH_FAILED', 'BECOME_FAILED'] as const)
    it(`waits while a booting device says ${code}`, async () => {
      assert.deepEqual((await performed(BOOT, rebooting(2, code))).outcome, DONE);
    });

  it('trusts no other host key', async () => {
    await assert.rejects(performed(BOOT, rebooting(1, 'HOST_KEY_CHANGED')), {
      code: 'HOST_KEY_CHANGED',
    });
  });

  it('has failed where another system came up, and is unknown where it is the same boot', async () => {
    const old = rebooting(0, 'UNREACHABLE');
    old.before = () => (old.system = 'old');
    const because = 'the old system came up, not the environment one';
    assert.deepEqual((await performed(BOOT, old)).outcome, {
      kind: 'failed',
      because,
      result: null,
    });
    const deaf = rebooting(0, 'UNREACHABLE');
    deaf.before = () => (deaf.boots = 1);
    assert.equal((await performed(BOOT, deaf)).outcome.kind, 'unknown');
  });

  it('is unknown where the device stays away', async () => {
    const { outcome } = await performed(BOOT, rebooting(Infinity, 'UNREACHABLE'));
    assert.deepEqual(outcome, {
      kind: 'unknown',
      because: 'the device did not come back from the old system in 10 s',
    });
  });
});

describe('the order of a reboot', () => {
  it('is given again, of that boot alone, where the order was lost with the link', async () => {
    const device = new ToyDevice();
    device.answers.set('reboot', () => {
      throw failure('LINK_LOST');
    });
    const again = render(rebootFrom('boot-1'));
    device.answers.set(again, () => {
      Object.assign(device, { boots: 2, system: 'environment' });
      return result('');
    });
    const { outcome } = await performed({ ...BOOT, timeoutMs: 60_000 }, device);
    assert.deepEqual(outcome, DONE);
    assert.deepEqual(device.changes(), ['run reboot', `run ${again}`]);
  });

  it('is not given again where the device said that it heard it', async () => {
    const device = new ToyDevice();
    const { outcome } = await performed({ ...BOOT, timeoutMs: 200_000 }, device);
    assert.equal(outcome.kind, 'unknown');
    assert.deepEqual(device.changes(), ['run reboot']);
  });
});
