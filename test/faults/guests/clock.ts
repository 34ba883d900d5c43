import type { Device } from '../../../vagrant/machines/device.ts';
import { newLimits, returnsAfter, type Return } from './scenario.ts';

/** The clock jumps, in the system and in the hardware: the timer counts the time since the boot, and GRUB and e2fsck go on. */
const jump =
  (date: string) =>
  (device: Device, limitMs: number): Promise<Return> =>
    returnsAfter(device, limitMs, async () => {
      await device.exec(`date -u -s '${date}' && hwclock -w -u; ${newLimits('stem.deadman=1', 5)}`);
    });

export const clockIn1971 = jump('1971-02-03 04:05:06');
export const clockIn2037 = jump('2037-02-03 04:05:06');
