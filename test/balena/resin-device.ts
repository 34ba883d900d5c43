import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { labKey } from '../../vagrant/images/lab-key.ts';
import { buildResinOs, type ResinOsOptions } from '../../vagrant/images/resin-os.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import { withLab } from '../../vagrant/machines/lab.ts';
import { overSsh, type SshAnswer } from '../../vagrant/machines/ssh.ts';
import { makeResinDevice, type ResinDevice } from './resin-os-disk.ts';

const MINUTE_MS = 60_000;
/** With the build of the image, where the cache has it not. */
export const LIMIT = { timeout: 40 * MINUTE_MS };
const BOOT_MS = 8 * MINUTE_MS;
const COMMAND_MS = 3 * MINUTE_MS;
export const DISK_BYTES = 3 * 2 ** 30;
export const UUID = randomBytes(16).toString('hex');

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Once more where ssh itself failed: a busy machine may be late with its greeting. All commands here may come twice. */
export async function overNewPort(device: Device, command: string): Promise<SshAnswer> {
  const record = { ...device.record, port: device.record.newPort ?? 0 };
  const options = { command, timeoutMs: COMMAND_MS };
  const answer = await overSsh(device.dir, record, options);
  return answer.unreachable ? overSsh(device.dir, record, options) : answer;
}

export async function exec(device: Device, command: string): Promise<string> {
  const { exitCode, stdout, stderr } = await overNewPort(device, command);
  assert.equal(exitCode, 0, `${command}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Until the command does what it should: services start one after another. */
export async function waitFor(device: Device, command: string): Promise<void> {
  const end = Date.now() + BOOT_MS;
  for (;;) {
    const { exitCode, stdout, stderr } = await overNewPort(device, command);
    if (exitCode === 0) return;
    assert.ok(Date.now() < end, `${command}\n${stdout}\n${stderr}`);
    await sleep(2000);
  }
}

export async function withResinDevice(
  {
    hasRadio = false,
    ...more
  }: ResinOsOptions & Pick<ResinDevice, 'staging' | 'keyfile' | 'rootFiles' | 'hasBackup'>,
  body: (device: Device) => Promise<void>,
): Promise<void> {
  const { image } = await buildResinOs(say, { hasRadio });
  const rootKey = await labKey('root-key');
  const authorizedKey = (await readFile(`${rootKey}.pub`, 'utf8')).trim();
  await withLab(async (lab) => {
    const device = await lab.create({
      name: 'resin-1',
      image: { disk: image, rootKey, pilotPassword: '' },
      becomesBalena: true,
      personalise: (disk, { hostname }) =>
        makeResinDevice(disk, {
          ...{ hostname, uuid: UUID, authorizedKey, diskBytes: DISK_BYTES, ...more },
          data: { 'app-data/order': 'kept\n' },
        }),
    });
    await device.start();
    await waitFor(device, 'true');
    await body(device);
  });
}
