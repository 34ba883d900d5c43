import assert from 'node:assert/strict';

import { TRIAL_FILES } from '../../src/commands/trial.ts';
import { LOCK, STAGING } from '../../src/model/paths.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import { assertSameLines, customerData, hostKeysOf, oldState, systemOf } from '../e2e/looks.ts';
import type { Before } from './plant.ts';

/** A device that nobody touches lets its owner in again by then: with the dead-man timer's 600 s and two slow boots. */
export const RETURN_MS = 15 * 60_000;

/** Where a device answered after a fault, and how long it took. */
export interface Return {
  readonly cameBack: string;
  readonly seconds: number;
}

/** Waits for a NEW connection with the pinned host key, by OpenSSH's own client; nobody has a hand on the device. */
export async function cameBack(device: Device): Promise<Return> {
  const sinceMs = Date.now();
  for (;;) {
    await device.waitForSsh(Math.max(1, RETURN_MS - (Date.now() - sinceMs)));
    const system = await systemOf(device).catch(() => null);
    // The controller may have sent it into its next boot meanwhile.
    if (system !== null)
      return { cameBack: system, seconds: Math.round((Date.now() - sinceMs) / 1000) };
  }
}

/** Everything is as it was before the run, byte for byte. */
export async function assertRolledBack(device: Device, before: Before): Promise<void> {
  assert.equal(await systemOf(device), 'old');
  assertSameLines(await oldState(device), before.state);
  assert.equal(await customerData(device), before.data, "the customer's data");
  assert.equal(await hostKeysOf(device), before.hostKeys, 'the host keys');
}

/** The new system has the customer's data and the device's identity, and nothing of ours is in the way. */
export async function assertReached(device: Device, before: Before): Promise<void> {
  assert.equal(await systemOf(device), 'new');
  assert.equal(await customerData(device), before.data, "the customer's data");
  assert.equal(await hostKeysOf(device), before.hostKeys, 'the host keys');
  assert.equal((await device.exec('hostname')).trim(), device.name);
  const ours = [LOCK, ...TRIAL_FILES].join(' ');
  const left = `tail -n +2 /proc/swaps; ls -d ${ours} 2>/dev/null; grep ' ${STAGING} ' /proc/mounts; true`;
  assert.equal(await device.exec(left), '', 'what is left of ours');
}
