import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { buildLabBundle } from '../../vagrant/images/bundle.ts';
import { buildDevice } from '../../vagrant/images/device.ts';
import { personalise } from '../../vagrant/images/personalise.ts';
import { createDevice } from '../../vagrant/machines/create.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import { inventoryText } from '../../vagrant/machines/inventory.ts';
import type { DeviceRecord } from '../../vagrant/machines/record.ts';
import { customerData, hostKeysOf, oldState } from '../e2e/looks.ts';
import type { Run } from './controller.ts';

const BOOT_MS = 10 * 60_000;

/** What the application writes would differ from run to run; that it is up again after a rollback must show. */
const QUIET_APP = `set -e
dir=/etc/systemd/system/customer-app.service.d
mkdir $dir
printf '[Service]\\nExecStart=\\nExecStart=/bin/sleep infinity\\n' >$dir/quiet.conf
systemctl daemon-reload
systemctl restart customer-app
sync`;

/** How the device was before anybody touched it. */
export interface Before {
  readonly state: string;
  readonly data: string;
  readonly hostKeys: string;
}

/** A device as a customer has it, up. */
export interface Planted {
  readonly device: Device;
  readonly bundle: string;
  readonly before: Before;
}

/** The folder of the device that is planted in `folder`. */
export const deviceIn = (folder: string): string => join(folder, 'device');

/** Makes a new device in `folder`, boots it, and looks at it; it is switched off when the body has ended. */
export async function plant<T>(
  folder: string,
  say: (line: string) => void,
  body: (planted: Planted) => Promise<T>,
): Promise<T> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const image = await buildDevice(say);
  const bundle = await buildLabBundle(say);
  const device = await createDevice({
    dir: deviceIn(folder),
    name: 'lab-f',
    site: 'berlin',
    image,
    personalise,
    // Two lanes share two processors: one each is faster than four that wait for each other.
    cpus: 1,
  });
  try {
    await device.start();
    await device.waitForSsh(BOOT_MS);
    await device.exec(QUIET_APP);
    const before = {
      state: await oldState(device),
      data: await customerData(device),
      hostKeys: await hostKeysOf(device),
    };
    return await body({ device, bundle, before });
  } finally {
    await device.kill();
  }
}

/** A run that nobody has begun. */
export const newRun = (): Omit<Run, 'inventory'> => ({
  runId: `2026-01-01-0000-${randomBytes(3).toString('hex')}`,
  startedAt: new Date().toISOString(),
});

/** How its devices are migrated. */
export interface Manner {
  readonly bundle: string;
  readonly rehearses: boolean;
}

export const writeInventory = (
  file: string,
  device: DeviceRecord,
  { bundle, rehearses }: Manner,
): Promise<void> =>
  writeFile(
    file,
    `${inventoryText([device], { bundle })}${rehearses ? 'stem_rehearse=True\n' : ''}`,
    { mode: 0o600 },
  );
