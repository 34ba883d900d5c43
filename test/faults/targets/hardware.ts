import assert from 'node:assert/strict';
import { join } from 'node:path';

import { buildLabBundle } from '../../../vagrant/images/bundle.ts';
import { buildDevice } from '../../../vagrant/images/device.ts';
import { personalise } from '../../../vagrant/images/personalise.ts';
import { writeInventory } from '../../../vagrant/machines/bring-up.ts';
import type { Device } from '../../../vagrant/machines/device.ts';
import type { Lab } from '../../../vagrant/machines/lab.ts';
import { Fleet } from '../../e2e/fleet.ts';
import { customerData, hostKeysOf, systemOf } from '../../e2e/looks.ts';
import { fullKernelBundle } from './full-kernel-bundle.ts';
import { fullKernelImage } from './full-kernel.ts';
import { shrinkSwap, type HardwareCase } from './hardware-cases.ts';

const BOOT_MS = 10 * 60_000;

/** What the device has of this, as its own system sees it: so the case can be seen to be what it says. */
const DESCRIBE = `echo "$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo) MiB of memory, \
$(awk 'NR == 2 { print $1, "of", int($3 / 1024) }' /proc/swaps) MiB swap, \
disk by $(basename "$(readlink -f "/sys/block/$(lsblk -n -o PKNAME "$(findmnt -n -o SOURCE /)")/device/../../../driver")" ||
  true)"`;

/** Migrates such a device to the end, and looks whether it got there with what it had. Gives what it was. */
export async function migrate(
  one: HardwareCase,
  lab: Lab,
  say: (line: string) => void,
): Promise<string> {
  const isAhci = one.hardware.bus === 'ahci';
  // The lab's cloud kernels don't know AHCI, neither in the old system nor in the new one.
  const image = isAhci ? await fullKernelImage(say) : await buildDevice(say);
  const bundle = isAhci ? await fullKernelBundle(say) : await buildLabBundle(say);
  const name = one.name.replaceAll('.', '-');
  const device = await lab.create({ name, site: 'rome', image, personalise, ...one.hardware });
  await device.start();
  await device.waitForSsh(BOOT_MS);
  await device.exec('systemctl disable --now -q customer-app');
  if (one.swapSectors !== undefined) await device.exec(shrinkSwap(one.swapSectors));
  const what = (await device.exec(DESCRIBE)).trim();
  say(`${name}: ${what}`);
  const before = await looksOf(device);

  const fleet = new Fleet(join(lab.dir, `run-${name}`), [device]);
  await writeInventory(fleet.inventory, [device], { bundle });
  try {
    const { code, stdout, stderr } = await fleet.run(
      'apply',
      ...(one.vars ?? []).flatMap((pair) => ['-e', pair]),
    );
    assert.equal(code, 0, `${stdout}\n${stderr}`);
  } finally {
    await fleet.stop();
  }
  assert.equal(await systemOf(device), 'new');
  assert.deepEqual(await looksOf(device), before);
  return what;
}

const looksOf = async (device: Device): Promise<readonly string[]> => [
  await customerData(device),
  await hostKeysOf(device),
];
