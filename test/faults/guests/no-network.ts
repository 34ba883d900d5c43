import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Device } from '../../../vagrant/machines/device.ts';
import { comesBack, newLimits, order, returnsAfter, type Return, whereIs } from './scenario.ts';

const CONSOLE_MS = 180_000;

/** The cable is out when the timer is over: the old system comes back, and the cable is plugged in again only then. */
export async function noNetwork(device: Device, limitMs: number): Promise<Return> {
  const mark = await device.consoleMark();
  return returnsAfter(device, limitMs, async () => {
    await device.exec(newLimits('stem.deadman=1', 5));
    await device.setLink(false);
    await device.waitForConsole(/mode=old is set/, CONSOLE_MS, mark);
    await device.setLink(true);
  });
}

/** Behind the point of no return it stays, and is reachable as soon as there is a network again. */
export async function networkReturns(device: Device, limitMs: number): Promise<Return> {
  const mark = await device.consoleMark();
  const { boot } = await whereIs(device);
  return comesBack(device, limitMs, {
    breakIt: async () => {
      await device.exec(newLimits('stem.deadman=1 stem.revive=14400', 5));
      await device.setLink(false);
      await device.waitForConsole(/the old system is gone: staying here/, CONSOLE_MS, mark);
      await sleep(10_000);
      await device.setLink(true);
    },
    isBack: (now) => now.boot === boot,
  });
}

/** Somebody takes all addresses and routes away. They are put back. */
export async function addressesReturn(device: Device, limitMs: number): Promise<Return> {
  const { boot } = await whereIs(device);
  const back = await comesBack(device, limitMs, {
    breakIt: () =>
      order(
        device,
        '(setsid sh -c "sleep 1; ip addr flush scope global; ip link set eth0 down" &)',
      ),
    isBack: (now) => now.boot === boot,
  });
  assert.ok(back.seconds > 1, 'the addresses were never gone');
  return back;
}
