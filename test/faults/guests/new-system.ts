import assert from 'node:assert/strict';

import { bootBlock, TO_TRIAL } from '../../../src/commands/grub-config.ts';
import { writeBootBlock } from '../../../src/commands/stage.ts';
import { render } from '../../../src/model/command.ts';
import { CONFIRMED, STAGING } from '../../../src/model/paths.ts';
import type { Device } from '../../../vagrant/machines/device.ts';
import { hangHard } from './hang.ts';
import { comesBack, order, whereIs, type Return, type Whereabouts } from './scenario.ts';

/** Where the environment has the new root, in the stage `armed`. */
const ROOT = '/run/stem/root';
const REBOOT = '(setsid sh -c "sleep 1; reboot" >/dev/null 2>&1 </dev/null &)';
const TRIAL_MS = 300_000;

/** Breaks the new root, boots it on trial, and waits for the environment. */
const trialOf =
  (breakIt: string, meanwhile: (device: Device) => Promise<void> = () => Promise.resolve()) =>
  async (device: Device, limitMs: number): Promise<Return> => {
    await device.exec(`cd ${ROOT} && ${breakIt}`);
    const mark = await device.consoleMark();
    const before = await whereIs(device);
    return comesBack(device, limitMs, {
      breakIt: async () => {
        await order(device, REBOOT);
        await device.waitForConsole(/one boot of the new system, on trial/, TRIAL_MS, mark);
        await meanwhile(device);
      },
      // The new system may answer for a moment, until it breaks.
      isBack: ({ boot, system }) => boot !== before.boot && system !== 'new',
    });
  };

/** Its first program is missing. */
export const noInit = trialOf('rm -f usr/sbin/init sbin/init lib/systemd/systemd');

/** Its kernel is not one. */
export const noKernel = trialOf('truncate -s 4096 boot/vmlinuz');

/** Its initramfs is cut off. */
export const noInitramfs = trialOf('truncate -s 4096 boot/initrd.img');

const masked = (...units: readonly string[]): string =>
  units.map((unit) => `ln -sf /dev/null etc/systemd/system/${unit}`).join(' && ');

/** It comes up, and nobody configures its network. */
export const noNetworkInNew = trialOf(masked('NetworkManager.service'));

/** It comes up, and nobody listens. */
export const noSshdInNew = trialOf(masked('ssh.service', 'ssh.socket', 'sshd.service'));

/** A disk of its fstab is missing: systemd ends in its emergency mode. */
export const emergency = trialOf(
  `echo '/dev/disk/by-label/none /srv ext4 x-systemd.device-timeout=5s 0 0' >>etc/fstab`,
);

/** Its kernel panics when it has come up. */
export const panicInNew = trialOf(
  `printf '[Unit]\\n[Service]\\nExecStart=/bin/sh -c "echo c >/proc/sysrq-trigger"\\n' >etc/systemd/system/crash.service &&
   mkdir -p etc/systemd/system/multi-user.target.wants &&
   ln -sf ../crash.service etc/systemd/system/multi-user.target.wants/`,
);

/** The first trial is confirmed; then a restore brings this, and the second trial is armed and begins, as `restore/trial` does it. */
const secondTrialOf =
  (breakIt: string) =>
  async (device: Device, limitMs: number): Promise<Return> => {
    const before = await whereIs(device);
    await order(device, REBOOT);
    const up = { breakIt: () => Promise.resolve(), isBack: isNewSince(before) };
    await comesBack(device, TRIAL_MS, up);
    await device.exec(`echo yes >${CONFIRMED}; mkdir -p ${STAGING}; mount /dev/sda5 ${STAGING}`);
    await device.exec(`cd / && ${breakIt}`);
    await device.exec(render(writeBootBlock(bootBlock(TO_TRIAL), '/dev/sda5')));
    const first = await whereIs(device);
    return comesBack(device, limitMs, {
      breakIt: () => order(device, REBOOT),
      isBack: ({ boot, system }) => boot !== first.boot && system !== 'new',
    });
  };

const isNewSince =
  (before: Whereabouts) =>
  ({ boot, system }: Whereabouts): boolean =>
    boot !== before.boot && system === 'new';

/** What was restored keeps everybody out: no SSH server is started any more. */
export const noSshdRestored = secondTrialOf(masked('ssh.service', 'ssh.socket', 'sshd.service'));

/** What was restored is an old fstab, with a disk that is not there. */
export const fstabRestored = secondTrialOf(
  `echo '/dev/disk/by-label/none /srv ext4 x-systemd.device-timeout=5s 0 0' >>etc/fstab`,
);

/**
 * Its kernel hangs when it has come up. The stand-in OS has no driver for a watchdog of QEMU, so it gets the environment's kernel
 * and drivers, and a first program that loads what it needs to find its root. Busybox's shell would take its own modprobe,
 * which reads none of kmod's indexes.
 */
const WITH_DRIVERS = `cp /run/stem/staging/stem/vmlinuz boot/vmlinuz && cp -r /usr/lib/modules/* usr/lib/modules/ &&
mkdir -p /tmp/more && cat >/tmp/more/init <<'INIT' && chmod 755 /tmp/more/init &&
#!/usr/bin/sh
export PATH=/usr/sbin:/usr/bin
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
modprobe -a virtio_pci virtio_scsi sd_mod ext4 crc32c_generic i6300esb ata_piix ahci
while ! root=$(blkid -c /dev/null -o device -t LABEL=stem-root); do sleep 1; done
mkdir -p /root/new; mount "$root" /root/new
for dir in proc sys dev; do mount --move /$dir /root/new/$dir; done
exec busybox switch_root /root/new /sbin/init
INIT
rm -f /tmp/more.img && (cd /tmp/more && echo init | cpio -o -H newc -R 0:0 --quiet) >/tmp/more.img &&
cat /run/stem/staging/stem/initrd.img /tmp/more.img >boot/initrd.img`;

export const hangInNew = trialOf(
  `${WITH_DRIVERS} && sed -i 's/^sleep 60$/sleep 3600/' var/lib/stem/trial`,
  async (device) => {
    await device.waitForSsh(TRIAL_MS);
    const state = await device.exec(
      'cat /etc/stem-system /sys/class/watchdog/watchdog0/identity /sys/class/watchdog/watchdog0/state',
    );
    assert.match(state, /^new\n.*6300ESB.*\nactive\n$/i);
    await hangHard(device);
  },
);
