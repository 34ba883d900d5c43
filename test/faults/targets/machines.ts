import { buildDevice } from '../../../vagrant/images/device.ts';
import { personalise } from '../../../vagrant/images/personalise.ts';
import type { Device, StartOptions } from '../../../vagrant/machines/device.ts';
import type { Lab } from '../../../vagrant/machines/lab.ts';
import { DISK_FILE } from '../../../vagrant/machines/qemu-argv.ts';
import { filesOfDisk } from './files-of-disk.ts';
import { fullKernelImage } from './full-kernel.ts';
import { fetchTools, sendTar } from './tools.ts';
import { BAD_SECTOR, TOOLS_FOLDER, type Kind, type WrongTarget } from './wrong-target.ts';

const BOOT_MS = 10 * 60_000;
const HEALTHY = 'healthy';

/** Nothing that a device does by itself, when it reads a file or logs somebody in, may be taken for a write of ours. */
const QUIET = `mount -o remount,noatime /
systemctl disable --now -q customer-app
systemctl stop cron.service systemd-timesyncd.service 2>/dev/null
systemctl is-system-running --wait >/dev/null
udevadm settle
sync`;

/** A device that was booted once and is brought back to that for each case. */
export interface Machine {
  readonly device: Device;
  /** On, healthy, and with nothing plugged in. */
  readonly renew: () => Promise<void>;
}

/** Boots a device for these cases, which are of one kind, and keeps it as it is then, memory and all. */
export async function bootMachine(
  lab: Lab,
  targets: readonly [WrongTarget, ...WrongTarget[]],
  say: (line: string) => void,
): Promise<Machine> {
  const [{ kind }] = targets;
  const isAhci = kind === 'ahci';
  const image = isAhci ? await fullKernelImage(say) : await buildDevice(say);
  const device = await lab.create({
    name: `target-${kind}`,
    site: 'rome',
    image,
    personalise,
    bus: isAhci ? 'ahci' : 'scsi',
  });
  const options = await startOptions(kind, { device, disk: image.disk, say });
  say(`${device.name}: booting`);
  await device.start(options);
  await device.waitForSsh(BOOT_MS);
  if (targets.some(({ needsTools }) => needsTools))
    await sendTar(device, (await fetchTools(say)).guest, TOOLS_FOLDER);
  await device.tryExec(QUIET, { timeoutMs: BOOT_MS });
  if (kind === 'bad-sector') return { device, renew: restartOf(device, options) };
  await device.snapshot(HEALTHY);
  return {
    device,
    renew: async () => {
      // Switched off first: what was plugged in goes with it.
      await device.kill();
      await device.restore(HEALTHY, options);
      await device.waitForSsh(BOOT_MS);
    },
  };
}

/** No snapshot lies below a disk that fails: but for the first case it is booted anew. */
function restartOf(device: Device, options: StartOptions): () => Promise<void> {
  let isFresh = true;
  return async () => {
    if (!isFresh) {
      await device.kill();
      await device.start(options);
      await device.waitForSsh(BOOT_MS);
      await device.tryExec(QUIET, { timeoutMs: BOOT_MS });
    }
    isFresh = false;
  };
}

async function startOptions(
  kind: Kind,
  has: {
    readonly device: Device;
    readonly disk: string;
    readonly say: (line: string) => void;
  },
): Promise<StartOptions> {
  switch (kind) {
    case 'scsi':
      return {};
    case 'ahci':
      return { extra: ['-device', 'qemu-xhci,id=xhci0'] };
    case 'uefi': {
      const { uefi } = await fetchTools(has.say);
      return { extra: ['-bios', uefi, ...(await kernelArgs(has.disk, has.device.dir))] };
    }
    case 'bad-sector':
      return { extra: badSectorArgs() };
  }
}

/** The lab's disk has no loader for UEFI, so the firmware gets the device's own kernel from QEMU. */
async function kernelArgs(disk: string, dir: string): Promise<readonly string[]> {
  await filesOfDisk(disk, ['vmlinuz', 'initrd.img'], dir);
  const cmdline = 'root=/dev/sda1 ro net.ifnames=0 console=ttyS0 mitigations=off';
  return ['-kernel', 'vmlinuz', '-initrd', 'initrd.img', '-append', cmdline];
}

/** QEMU answers each read of this sector with an error, as a disk does whose surface is gone there. */
function badSectorArgs(): readonly string[] {
  const failing = {
    driver: 'blkdebug',
    image: { driver: 'qcow2', file: { driver: 'file', filename: DISK_FILE } },
    'inject-error': [{ event: 'none', iotype: 'read', errno: 5, sector: BAD_SECTOR }],
  };
  // The format that is set below is that of the whole, so that it has to be named here as well.
  const file = { driver: 'raw', file: failing };
  return [
    ...['-set', 'drive.disk0.format=raw'],
    ...['-set', `drive.disk0.file=json:${JSON.stringify(file)}`],
  ];
}
