import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { aptSources } from '../../../vagrant/apt-sources.ts';
import { cached, fileInputs } from '../../../vagrant/images/cache.ts';
import type { Device } from '../../../vagrant/machines/device.ts';
import { runProgram } from '../../../vagrant/run-program.ts';

const FETCH_TIMEOUT_MS = 20 * 60_000;
const SEND_TIMEOUT_MS = 5 * 60_000;
const SCRIPT = join(import.meta.dirname, 'fetch-tools.sh');

/** What wrong targets are made with: files of this machine, from packages of its own release. */
export interface Tools {
  /** A tar of programs and libraries for a folder of a device. */
  readonly guest: string;
  /** A tar for a device's root: a kernel that knows AHCI and USB. */
  readonly kernel: string;
  readonly uefi: string;
}

/** Fetches them, or finds them in the lab's cache. `say` gets whole lines. */
export async function fetchTools(say: (line: string) => void): Promise<Tools> {
  const { distribution, suite, lines } = aptSources();
  const inputs = [JSON.stringify({ distribution, suite, lines }), ...fileInputs(SCRIPT)];
  const folder = await cached('target-tools', inputs, async (out) => {
    say('Fetching LVM, RAID, cryptsetup, a kernel for real machines and UEFI firmware.');
    await mkdir(out);
    await runProgram(['bash', SCRIPT, out, suite, ...lines], {
      timeoutMs: FETCH_TIMEOUT_MS,
      hint: 'See that the mirrors of /etc/apt answer (apt-get update), then try again.',
    });
  });
  return {
    guest: join(folder, 'guest.tar'),
    kernel: join(folder, 'kernel.tar'),
    uefi: join(folder, 'OVMF.fd'),
  };
}

/** Unpacks a tar of this machine in a folder of a device. */
export async function sendTar(device: Device, tar: string, folder: string): Promise<void> {
  const command = `mkdir -p ${folder} && tar -C ${folder} --no-same-owner --keep-directory-symlink -xf -`;
  await runProgram(
    ['bash', '-c', 'exec "${@:2}" <"$1"', 'send', tar, ...device.sshArgv(), '--', command],
    { timeoutMs: SEND_TIMEOUT_MS },
  );
}
