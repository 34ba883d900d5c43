import assert from 'node:assert/strict';

import type { Device } from '../../vagrant/machines/device.ts';
import { SEGMENT_ADDRESS, SEGMENT_NAME_SERVER } from '../../vagrant/machines/segment.ts';

/**
 * What belongs to the customer: of each file and folder its kind, mode, numeric owner, size, link target and name,
 * and the checksum of each file. The application must be stopped.
 */
export async function customerData(device: Device): Promise<string> {
  return device.exec(
    `cd /srv && find customer -printf '%y %m %U:%G %l %p\\n' | LC_ALL=C sort
     find customer -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
     sha256sum /var/lib/customer-app/orders`,
  );
}

/** Where the system, its sudo and its application make and remove files, and what only packages change. */
const NOT_OURS = [
  '/home/pilot/.sudo_as_admin_successful',
  ...['/srv/customer/state', '/tmp', '/var/log', '/var/lib/systemd', '/var/lib/sudo'],
  ...['/usr', '/var/lib/dpkg', '/var/cache', '/var/tmp/systemd-private-*'],
];

/** The device as it was migrated from: all that a rollback must bring back, byte for byte. */
export async function oldState(device: Device): Promise<string> {
  return device.exec(
    `cat /proc/swaps
     blkid -p -s TYPE -s UUID -s LABEL /dev/sda5 /dev/sda1
     cat /etc/fstab
     sfdisk -d /dev/sda
     dd if=/dev/sda count=2048 status=none | sha256sum
     cd / && find boot etc/fstab etc/default etc/grub.d -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
     find / -xdev ${NOT_OURS.map((path) => `-path '${path}' -prune -o`).join(' ')} -print | LC_ALL=C sort
     ls -d /run/stem/lock 2>/dev/null || true
     systemctl is-active customer-app || true`,
  );
}

/** What differs, by lines: an error that shows thousands of equal ones helps nobody. */
export function assertSameLines(actual: string, expected: string): void {
  const is = new Set(actual.split('\n'));
  const was = new Set(expected.split('\n'));
  const more = [...is].filter((line) => !was.has(line));
  const missing = [...was].filter((line) => !is.has(line));
  assert.deepEqual({ more, missing }, { more: [], missing: [] });
}

/** Which system answers: `old`, `environment` or `new`, as docs/device-protocol.md says. */
export async function systemOf(device: Device): Promise<string> {
  const text = await device.exec('cat /etc/stem-system 2>/dev/null || echo old');
  return text.trim();
}

/** sha256 of the device's public host keys, as files. */
export const hostKeysOf = (device: Device): Promise<string> =>
  device.exec('cat /etc/ssh/ssh_host_*_key.pub | sha256sum');

/** Its address, route and name server are those of the old system, on the same card, whose name it gives. */
export async function keptItsAddress(
  { record }: Device,
  exec: (command: string) => Promise<string>,
): Promise<string> {
  const found = await exec(`grep -l ${record.hardware.mac} /sys/class/net/*/address`);
  const name = found.split('/')[4] ?? '';
  const address = await exec(`ip -4 -o addr show dev ${name} scope global`);
  assert.match(address, new RegExp(`inet ${SEGMENT_ADDRESS}/24 .*valid_lft forever`));
  assert.match(await exec('ip route'), new RegExp(`^default via \\S+ dev ${name} `, 'm'));
  assert.match(
    await exec('cat /etc/resolv.conf'),
    new RegExp(`^nameserver ${SEGMENT_NAME_SERVER}$`, 'm'),
  );
  return name;
}
