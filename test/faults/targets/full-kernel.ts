import { basename, join } from 'node:path';

import { buildDevice } from '../../../vagrant/images/device.ts';
import { cached, fileInputs } from '../../../vagrant/images/cache.ts';
import { personalise } from '../../../vagrant/images/personalise.ts';
import { bringUp } from '../../../vagrant/machines/bring-up.ts';
import type { DeviceImage } from '../../../vagrant/machines/create.ts';
import { withLab } from '../../../vagrant/machines/lab.ts';
import { DISK_FILE } from '../../../vagrant/machines/qemu-argv.ts';
import { runProgram } from '../../../vagrant/run-program.ts';
import { fetchTools, sendTar } from './tools.ts';

const INSTALL_TIMEOUT_MS = 10 * 60_000;
const CONVERT_TIMEOUT_MS = 10 * 60_000;

/** The cloud kernel goes, so that GRUB has one to boot; the modules of the one that runs stay until then. */
const INSTALL = `set -e
for f in /boot/vmlinuz-*cloud* /boot/initrd.img-*cloud* /boot/config-*cloud* /boot/System.map-*cloud*; do rm -f "$f"; done
version=$(cd /boot; echo config-*-amd64); version=\${version#config-}
depmod "$version"
update-initramfs -c -k "$version"
update-grub
grep -q "vmlinuz-$version" /boot/grub/grub.cfg
sync`;

/**
 * The lab's device with Debian's kernel for real machines, which knows AHCI and USB: the cloud kernel does not. Made
 * inside a running device, once; then it lies in the lab's cache.
 */
export async function fullKernelImage(say: (line: string) => void): Promise<DeviceImage> {
  const image = await buildDevice(say);
  const tools = await fetchTools(say);
  const inputs = [
    basename(image.disk),
    basename(join(tools.kernel, '..')),
    ...fileInputs(import.meta.filename),
  ];
  const disk = await cached('device-full-kernel.raw', inputs, async (out) => {
    say('Putting a kernel for real machines into a lab device (some minutes).');
    await withLab(async (lab) => {
      const wanted = [{ name: 'full-kernel', site: 'rome', login: 'root' }] as const;
      const [device] = await bringUp(lab, wanted, { image, personalise, say });
      if (device === undefined) throw new Error('one was asked for');
      await sendTar(device, tools.kernel, '/');
      await device.exec(INSTALL, { timeoutMs: INSTALL_TIMEOUT_MS });
      await device.stop();
      await runProgram(['qemu-img', 'convert', '-O', 'raw', join(device.dir, DISK_FILE), out], {
        timeoutMs: CONVERT_TIMEOUT_MS,
      });
    });
  });
  return { ...image, disk };
}
