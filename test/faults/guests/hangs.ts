import assert from 'node:assert/strict';

import type { Device } from '../../../vagrant/machines/device.ts';
import { hangHard } from './hang.ts';
import { returnsAfter, type Return } from './scenario.ts';

/** What a machine needs so that these can run: both watchdogs of QEMU, each of which presses the reset button. */
export const WATCHDOGS = ['-device', 'i6300esb', '-device', 'ib700', '-action', 'watchdog=reset'];

/** Only the machine's own watchdog is left: the one that the kernel found by itself. */
export async function hang(device: Device, limitMs: number): Promise<Return> {
  const identity = await device.exec('cat /sys/class/watchdog/*/identity');
  assert.match(identity, /6300ESB/i);
  return returnsAfter(device, limitMs, () => hangHard(device));
}

/** The other watchdog, an ISA board that no kernel can find: `stem_watchdog` names its driver. */
export async function hangWithIsaWatchdog(device: Device, limitMs: number): Promise<Return> {
  // Disarmed by the magic letter, so that the i6300esb has no part in it.
  await device.exec(
    `kill -9 $(pidof watchdog) $(cat /run/stem/boot/watchdog/*)
     for dog in /dev/watchdog[0-9]*; do echo V >$dog; done
     rmmod i6300esb softdog; rm -f /run/stem/boot/watchdog/*
     modprobe ib700wdt
     for try in 1 2 3 4 5 6 7 8 9 10; do [ -e /run/stem/boot/watchdog/watchdog ] && break; sleep 1; done
     [ ! -e /dev/watchdog0 ] && kill -0 "$(cat /run/stem/boot/watchdog/watchdog)"`,
  );
  return returnsAfter(device, limitMs, () => hangHard(device));
}
