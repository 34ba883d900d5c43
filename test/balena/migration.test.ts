import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import { it } from 'node:test';

import type { StemEvent } from '../../src/model/event.ts';
import type { Device } from '../../vagrant/machines/device.ts';
import { buildResinBundle } from '../../vagrant/images/resin-bundle.ts';
import { withSegment } from '../../vagrant/machines/segment.ts';
import { TEST_LIMIT, withFleet } from '../e2e/fleet.ts';
import { hostKeysOf, keptItsAddress } from '../e2e/looks.ts';
import { cutPowerIn } from './power-cut.ts';

const DEVICE = { name: 'lab-1', site: 'berlin', login: 'root', becomesBalena: true } as const;

/** Of a fleet that nobody runs: the supervisor of the lab's image asks none of these. */
const CONFIG = {
  apiEndpoint: 'https://api.example.com',
  vpnEndpoint: 'vpn.example.com',
  vpnPort: 443,
  registryEndpoint: 'registry.example.com',
  deltaEndpoint: 'https://delta.example.com',
  deviceType: 'genericx86-64-ext',
  /** The app that the image preloads. */
  applicationId: 1406,
  userId: 1,
  apiKey: '0123456789abcdef0123456789abcdef',
};

const VOLUMES = `- volume: app-data
  items:
    - {source: /srv/customer, target: customer}
`;
const VARS = `
[berlin:vars]
stem_config_json=config.json
stem_check_reachability=skip
stem_backup_volumes=volumes.yml
stem_stop_command="systemctl stop customer-app"
stem_start_command="systemctl start customer-app"
stem_app_containers=main
`;
/**
 * Where the power fails: while the images are written, and where the staging partition ends. Others, such as `install/partition`
 * and `finish/loader`, by hand: STEM_POWER_CUTS has the tasks, in their order.
 */
const POWER_CUTS = (process.env['STEM_POWER_CUTS'] ?? 'install/write-images finish/drop-staging')
  .split(' ')
  .filter((task) => task !== '');
/** A device that restarts more often than that needs a person. */
const MOST_RESTARTS = 3;
const VOLUME = '/mnt/data/docker/volumes/1406_app-data/_data';
const SUMS = 'find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum';

const isStopped = (event: StemEvent): boolean =>
  event.kind === 'task.ended' && event.task === 'backup/stop';

async function looksMigrated(device: Device, hostKeys: string): Promise<void> {
  const table = await device.execNew('sfdisk -d /dev/sda');
  assert.equal(table.match(/^\/dev\/sda\d/gm)?.length, 6, table);
  assert.equal(
    await device.execNew('for n in 1 2 3 5 6; do lsblk -no LABEL /dev/sda$n; done'),
    'resin-boot\nresin-rootA\nresin-rootB\nresin-state\nresin-data\n',
  );
  assert.equal(
    await device.execNew('cat /etc/ssh/hostkeys/ssh_host_*_key.pub | sha256sum'),
    hostKeys,
  );
  assert.equal((await device.execNew('hostname')).trim(), device.name);
  const sizes = await device.execNew(
    'cat /sys/class/block/sda/size /sys/class/block/sda6/start /sys/class/block/sda6/size; df -B512 --output=size /mnt/data | tail -n 1',
  );
  const [disk = 0, start = 0, size = 0, fileSystem = 0] = sizes.trim().split('\n').map(Number);
  assert.ok(start + size > disk - 8192, sizes);
  assert.ok(fileSystem > 0.85 * size, sizes);
  assert.match(
    await device.execNew('grub-editenv /mnt/boot/grub/grubenv list || cat /mnt/boot/grub/grubenv'),
    /resin_root_part=2/,
  );
  assert.equal(
    await device.execNew(
      'dd if=/dev/sda bs=512 skip=1022 count=1026 status=none | tr -d "\\000" | wc -c',
    ),
    '0\n',
  );
  assert.match(
    await device.execNew(
      'podman --root /mnt/data/docker ps --format "{{.Names}} {{.Status}}" || podman ps',
    ),
    /Up/,
  );
  assert.equal(
    await device.execNew('ls /etc/systemd/system/stem-trial.service 2>/dev/null || echo gone'),
    'gone\n',
  );
}

it(
  'makes a device a balenaOS: its partitions, its own loader, the same host keys, a container that runs',
  TEST_LIMIT,
  () =>
    withSegment((segment) =>
      withFleet(
        [{ ...DEVICE, segment }],
        async (fleet) => {
          const { device } = fleet;
          await writeFile(fleet.file('config.json'), JSON.stringify(CONFIG));
          await writeFile(fleet.file('volumes.yml'), VOLUMES);
          await appendFile(fleet.inventory, VARS);
          await device.exec('systemctl disable -q customer-app');
          const hostKeys = await hostKeysOf(device);
          const planned = await fleet.ask('plan');
          assert.equal(planned.code, 0, `${planned.stdout}\n${planned.stderr}`);
          assert.match(planned.stdout, /\| before:/);
          assert.match(planned.stdout, /\| \/dev\/sda6 .* resin-data/);

          const controller = fleet.start('apply', '--confirm-hosts', '1');
          await fleet.untilEvent(controller, isStopped);
          const data = await device.exec(`cd /srv/customer && ${SUMS}`);
          for (const task of POWER_CUTS) await cutPowerIn(fleet, controller, task);
          const ended = await controller.ended();
          const needsSomebody = POWER_CUTS.length > MOST_RESTARTS;
          assert.equal(ended.code, needsSomebody ? 16 : 0, `${ended.stdout}\n${ended.stderr}`);
          if (needsSomebody) {
            const run = ['resume', await fleet.runId(), '--limit', 'lab-1'] as const;
            const { code, stdout, stderr } = await fleet.run(...run);
            assert.equal(code, 0, `${stdout}\n${stderr}`);
          }
          await looksMigrated(device, hostKeys);
          // The environment calls its card eth0, too.
          assert.notEqual(
            await keptItsAddress(device, (command) => device.execNew(command)),
            'eth0',
          );
          assert.equal(await device.execNew(`cd ${VOLUME}/customer && ${SUMS}`), data);
          const compared = await fleet.run('log', 'lab-1', '--task', 'finish/volumes');
          assert.match(
            compared.stdout,
            /([1-9]\d*) of \1 files are as they were backed up, 0 changed/,
          );
        },
        buildResinBundle,
      ),
    ),
);
