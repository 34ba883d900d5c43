import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { perform } from '../../src/engine/perform.ts';
import type { Outcome } from '../../src/model/action.ts';
import { FakeDevice } from '../fakes/fake-device.ts';
import { contextOf, portsTo } from '../fakes/playbook.ts';

const bootInto = (device: FakeDevice): Promise<Outcome> =>
  perform(
    { kind: 'reboot', into: 'environment', timeoutMs: 60_000 },
    { key: 'boot', hasNoLog: false },
    contextOf(portsTo(device)),
  );

class DeafDevice extends FakeDevice {
  override reboot(): void {
    this.state.system = 'environment';
  }
}

describe('a reboot', () => {
  it('is done when another boot has the wanted system up', async () => {
    assert.equal(
      (
        await bootInto(
          new FakeDevice({ files: { '/boot/grub/grubenv': 'next_entry=stem-environment\n' } }),
        )
      ).kind,
      'done',
    );
  });
  it('has failed when the device fell back', async () => {
    assert.deepEqual(await bootInto(new FakeDevice()), {
      kind: 'failed',
      because: 'the old system came up, not the environment one',
      result: null,
    });
  });
  it('is left alone by whoever detaches: the device comes up without being watched', async () => {
    const context = contextOf(portsTo(new DeafDevice(), { stop: () => 'detach' }));
    const action = { kind: 'reboot', into: 'environment', timeoutMs: 60_000 } as const;
    assert.deepEqual(await perform(action, { key: 'boot', hasNoLog: false }, context), {
      kind: 'unknown',
      because: 'detached while the device left the old system',
    });
  });
  it('proves nothing while the boot id is the one before', async () => {
    assert.deepEqual(await bootInto(new DeafDevice()), {
      kind: 'unknown',
      because: 'the device did not come back from the old system in 60 s',
    });
  });
});
