import type { Device } from '../../../vagrant/machines/device.ts';
import { order, returnsAfter, type Return } from './scenario.ts';

/** The kernel's own crash key. */
export const panic = (device: Device, limitMs: number): Promise<Return> =>
  returnsAfter(device, limitMs, () => order(device, 'echo c >/proc/sysrq-trigger'));

/**
 * PID 1 ends, as it can't: the kernel panics. No signal of anybody's ends it, so where it comes back to from its system call
 * it finds an instruction that is none (`ud2`); an orphan that ends wakes it.
 */
export const initDies = (device: Device, limitMs: number): Promise<Return> =>
  returnsAfter(device, limitMs, () =>
    order(
      device,
      `read -r words </proc/1/syscall
       printf '\\017\\013' | dd of=/proc/1/mem bs=1 seek=$((\${words##* })) conv=notrunc
       (setsid sleep 1 &)
       sleep 20`,
    ),
  );

/** Memory is used up, by files that nothing can push out. */
export const noMemory = (device: Device, limitMs: number): Promise<Return> =>
  returnsAfter(device, limitMs, () =>
    order(
      device,
      `for dir in /tmp /dev/shm /run; do mount -o remount,size=100% $dir; done
       for dir in /tmp /dev/shm /run; do (setsid dd if=/dev/zero of=$dir/full bs=1M >/dev/null 2>&1 </dev/null &); done`,
    ),
  );
