import type { Device } from '../../../vagrant/machines/device.ts';
import { comesBack, newLimits, order, returnsAfter, type Return, whereIs } from './scenario.ts';

/** The server that listens, and all its sessions. */
const KILL_SSHD = 'kill -9 $(pidof sshd)';
/** Whoever starts it now gets an error. */
const BREAK_SSHD = 'chmod 0 /usr/sbin/sshd; mount --bind /dev/null /usr/sbin/sshd';

/** init starts it again, and nothing else happens. */
export async function sshdKilled(device: Device, limitMs: number): Promise<Return> {
  const { boot } = await whereIs(device);
  return comesBack(device, limitMs, {
    breakIt: () => order(device, KILL_SSHD),
    isBack: (now) => now.boot === boot,
  });
}

/** No SSH server any more: nobody can confirm this boot, so the dead-man timer ends it. */
export const sshdBroken = (device: Device, limitMs: number): Promise<Return> =>
  returnsAfter(device, limitMs, async () => {
    await device.exec(newLimits('stem.deadman=1', 5));
    await order(device, `${BREAK_SSHD}; ${KILL_SSHD}`);
  });

/** The same where the old system is gone: the environment is started anew when nobody was in it for long. */
export const sshdBrokenBehindNoReturn = (device: Device, limitMs: number): Promise<Return> =>
  returnsAfter(device, limitMs, async () => {
    await device.exec(newLimits('stem.deadman=1 stem.revive=30', 5));
    await order(device, `${BREAK_SSHD}; ${KILL_SSHD}`);
  });
