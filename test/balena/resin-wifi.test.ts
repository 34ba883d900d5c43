import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';

import { IMAGE_CERTIFICATES } from '../../src/commands/image-state.ts';
import { keyfilesOf } from '../../src/commands/keyfiles.ts';
import { accessPointFolder } from '../e2e/access-point.ts';
import { OTHER_NETWORK, RADIO_PASSPHRASE, RADIO_SSID, radioNetwork } from '../e2e/radio-network.ts';
import { exec, LIMIT, waitFor, withResinDevice } from './resin-device.ts';

/** Before NetworkManager, which would try the cable first. */
const UNIT = `[Unit]
Description=An access point beside this device
DefaultDependencies=no
After=var-volatile.service systemd-udev-trigger.service
Before=NetworkManager.service

[Service]
ExecStartPre=/lab/setup
ExecStart=ip netns exec ap /lab/inside
`;
const DROP_IN = '[Unit]\nRequires=lab-access-point.service\nAfter=lab-access-point.service\n';
const UNITS = '/etc/systemd/system';

/** The access point, and who starts it, as files of the new system's root. */
async function rootFiles(dir: string): Promise<(readonly [string, string | null])[]> {
  const lab = join(
    accessPointFolder(dir, { ssid: RADIO_SSID, passphrase: RADIO_PASSPHRASE }),
    'lab',
  );
  const unit = join(dir, 'lab-access-point.service');
  await writeFile(unit, UNIT);
  const dropIn = join(dir, 'drop-in');
  await writeFile(dropIn, DROP_IN);
  const names = (await readdir(lab)).filter((name) => name !== 'lib');
  const libraries = await readdir(join(lab, 'lib'));
  return [
    ['/lab', null],
    ['/lab/lib', null],
    ...names.map((name) => [`/lab/${name}`, join(lab, name)] as const),
    ...libraries.map((name) => [`/lab/lib/${name}`, join(lab, 'lib', name)] as const),
    [`${UNITS}/lab-access-point.service`, unit],
    [`${UNITS}/NetworkManager.service.d`, null],
    [`${UNITS}/NetworkManager.service.d/lab.conf`, dropIn],
  ];
}

it(
  'a balenaOS whose only link is a radio joins by the keyfile of its migration',
  LIMIT,
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'stem-resin-wifi-'));
    try {
      const keyfile = keyfilesOf(radioNetwork(), IMAGE_CERTIFICATES).find(
        ({ content }) => !content.join('').includes(OTHER_NETWORK),
      );
      assert.ok(keyfile !== undefined, 'the network has a keyfile');
      await withResinDevice(
        { hasRadio: true, keyfile, rootFiles: await rootFiles(dir) },
        async (device) => {
          assert.match(await exec(device, 'ip -4 -o addr'), /wlan0 +inet 10[.]0[.]2[.]15\/24/);
          assert.equal(await exec(device, 'ls /sys/class/net | grep -c ^e || :'), '0\n');
          assert.equal(
            await exec(device, 'nmcli -g NAME,TYPE connection show --active | grep wireless'),
            `${keyfile.name.replace('.nmconnection', '')}:802-11-wireless\n`,
          );
          const file = `/etc/NetworkManager/system-connections/${keyfile.name}`;
          assert.equal(await exec(device, `stat -c %a ${file}`), '600\n');
          await waitFor(device, 'podman ps --format "{{.Status}}" | grep Up');
        },
      );
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
);
