import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { RESIN_PARTITIONS } from '../../vagrant/images/resin-os.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import {
  DISK_BYTES,
  exec,
  LIMIT,
  overNewPort,
  UUID,
  waitFor,
  withResinDevice,
} from './resin-device.ts';
import { stagingTable } from './resin-os-disk.ts';

const HEALTH =
  'exec 3<>/dev/tcp/127.0.0.1/48484; printf "GET /v1/healthy HTTP/1.0\\r\\n\\r\\n" >&3; head -n 1 <&3';

/** `NUMBER START SECTORS` of each partition. */
async function tableOf(device: Device): Promise<string[]> {
  const table = await exec(device, 'sfdisk -d /dev/sda');
  const lines = table.matchAll(/^\/dev\/sda(\d+) : start= *(\d+), size= *(\d+)/gm);
  return [...lines].map(([, ...numbers]) => numbers.join(' '));
}

const VOLUME = '/mnt/data/docker/volumes/1406_app-data/_data';
const ENGINE_LOG = 'balena-engine logs main_1406';
const SUPERVISOR_LOG = 'journalctl -u balena-supervisor -o cat';

/** What the operator's guide says to type where the app has begun with empty volumes; podman minds a volume that is there. */
const BY_HAND = String.raw`sh -eux <<'END'
systemctl stop balena-supervisor
balena-engine rm -f main_1406
mkdir /mnt/data/by-hand
tar -xzpf /mnt/data/backup.tgz -C /mnt/data/by-hand
for volume in /mnt/data/by-hand/*; do
  name=1406_$(basename "$volume")
  podman volume exists "$name" || podman volume create "$name"
  place=$(balena-engine volume inspect -f '{{.Mountpoint}}' "$name")
  mv "$place" "$place.before"
  mv "$volume" "$place"
done
rmdir /mnt/data/by-hand
rm -f /mnt/data/backup.tgz
systemctl start balena-supervisor
END`;

async function assertRunsItsApp(device: Device, files = 2): Promise<void> {
  await waitFor(device, `${ENGINE_LOG} 2>&1 | grep 'files in'`);
  await waitFor(device, `${HEALTH} | grep 200`);
  assert.match(await exec(device, 'podman ps --format "{{.Names}} {{.Status}}"'), /^main_1406 Up/);
  assert.match(
    await exec(device, ENGINE_LOG),
    new RegExp(`start 1 on ${UUID}\nlab-app: ${String(files)} files`),
  );
}

async function assertHasItsData(device: Device): Promise<void> {
  assert.equal(await exec(device, `cat ${VOLUME}/order`), 'kept\n');
  assert.equal(
    await exec(device, 'ls /mnt/data/*.tgz /mnt/data/*.preloaded 2>/dev/null || :'),
    ['/mnt/data/apps.json.preloaded\n'].join(''),
  );
}

async function assertOwnUuids(device: Device): Promise<void> {
  const partitions = await exec(
    device,
    'for part in /dev/sda?; do blkid -p -s LABEL -s UUID -o value $part; done | paste -d " " - -',
  );
  for (const { label, fileSystem } of RESIN_PARTITIONS) {
    const uuid = fileSystem === 'vfat' ? 'BDEF-[0-9A-F]{4}' : 'ba1eadef-[0-9a-f-]{27}';
    assert.match(partitions, new RegExp(`^(${label} ${uuid}|${uuid} ${label})$`, 'm'));
  }
}

async function assertRootIsReadOnly(device: Device): Promise<void> {
  assert.match(await exec(device, 'findmnt -no OPTIONS /'), /^ro,/);
  const { exitCode } = await overNewPort(device, 'touch /etc/made-here');
  assert.notEqual(exitCode, 0, 'the root can be written to');
}

describe("the lab's resinOS image", () => {
  it('boots alone: own UUIDs, data to the end of the disk, its application', LIMIT, () =>
    withResinDevice({}, async (device) => {
      await assertRunsItsApp(device);
      await assertHasItsData(device);
      await assertOwnUuids(device);
      await assertRootIsReadOnly(device);
      const [boot, rootA, rootB, extended = '', state, data = ''] = await tableOf(device);
      const expected = RESIN_PARTITIONS.map(({ number, startSector, sectors }) =>
        [number, startSector, sectors].join(' '),
      );
      assert.deepEqual([boot, rootA, rootB, state], expected.slice(0, 4));
      const [number, start = 0, size = 0] = data.split(' ').map(Number);
      assert.equal(`${String(number)} ${String(start)}`, expected[4]?.replace(/ \d+$/, ''));
      assert.ok(DISK_BYTES / 512 - (start + size) < 4 * 2048, `data ends early: ${data}`);
      assert.match(extended, /^4 /);
      const blocks = Number(await exec(device, 'stat -f -c %b /mnt/data')) * 8;
      assert.ok(blocks > 0.9 * size, `the file system of data has ${String(blocks)} sectors`);
      const grubenv = await exec(device, 'cat /mnt/boot/grub/grubenv');
      assert.match(grubenv, /^bootcount=0\nresin_root_part=2\nupgrade_available=0$/m);
      assert.equal(await exec(device, 'hostname; cat /etc/hostname'), 'resin-1\nresin-1\n');
      // Of the keyfile that lay on resin-boot: DHCP gives no second address.
      assert.match(await exec(device, 'ip -4 -o addr'), /inet 10[.]0[.]2[.]77\/24/);
      assert.equal(
        await exec(device, 'nmcli -g NAME connection show --active | head -1'),
        'lab-static\n',
      );
      assert.equal(await exec(device, 'systemctl --failed --no-legend'), '');
    }),
  );

  it(
    'boots beside a migration, grows no partition, and starts its app before it restores',
    LIMIT,
    () =>
      withResinDevice({ staging: true, hasBackup: true }, async (device) => {
        await assertRunsItsApp(device, 1);
        await waitFor(device, `${SUPERVISOR_LOG} | grep 'migration backup, retrying: ENOTEMPTY'`);
        await exec(device, BY_HAND);
        await assertRunsItsApp(device);
        await assertHasItsData(device);
        await assertOwnUuids(device);
        const mounts = await exec(
          device,
          'for place in boot state data; do findmnt -no SOURCE /mnt/$place | head -1; done',
        );
        assert.equal(mounts, '/dev/sda1\n/dev/sda6\n/dev/sda7\n');
        assert.deepEqual(await tableOf(device), stagingTable(DISK_BYTES / 512));
      }),
  );
});
