import assert from 'node:assert/strict';
import { it } from 'node:test';
import { migrateHost, undoHost } from '../../src/engine/host.ts';
import { nextEntryOf } from '../../src/facts/boot.ts';
import { lasting } from '../fakes/lasting.ts';
import { HOST, oldDevice, portsTo, TASKS, VARS } from '../fakes/playbook.ts';

const POINT = TASKS.findIndex(({ key }) => key === 'install/point-of-no-return');
const UNREHEARSED = { ...VARS, stem_rehearse: false };
const JOB = {
  host: HOST,
  vars: UNREHEARSED,
  tasks: TASKS.slice(0, POINT),
  onFailure: 'leave',
} as const;

it('heals a GRUB that can not forget the one boot, before anything relies on it', async () => {
  const device = oldDevice();
  const clean = lasting(device);
  device.canGrubWrite = false;
  const ports = portsTo(device);
  assert.equal(await migrateHost(JOB, ports), 'reached');
  assert.equal(nextEntryOf(device.files.byPlace['old:/boot/grub/grubenv'] ?? ''), null);
  assert.equal(await undoHost(JOB, ports), 'rolled-back');
  assert.deepEqual(lasting(device), clean);
});

it('is proved before the boot moves away from the old root', () => {
  const at = (key: string): number => TASKS.findIndex((task) => task.key === key);
  assert.ok(at('boot/enter-environment') < at('boot/spent'), 'it looks before the boot');
  assert.ok(at('boot/spent') < at('boot/rehome'), 'it looks too late');
});
