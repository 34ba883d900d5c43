import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { promisify } from 'node:util';
import type { Client } from 'ssh2';

import { archivePaths, restorePaths } from '../../src/commands/backup.ts';
import { checkpoint } from '../../src/commands/checkpoint.ts';
import { buildCore, tellCore } from '../../src/commands/core-switch.ts';
import { makeDirectory, makeExt4, mount } from '../../src/commands/disk.ts';
import { tellUnmountable } from '../../src/commands/file-systems.ts';
import { unpackRoot, verifyRoot } from '../../src/commands/install.ts';
import { jobState, parseJobState, startJob } from '../../src/commands/job.ts';
import { tellNetwork } from '../../src/commands/network.ts';
import { raw, render, sh, type ShellCommand } from '../../src/model/command.ts';
import { ROOT_EXT4 } from '../../src/model/ext4.ts';
import { BUNDLE, NEW_ROOT, STAGING } from '../../src/model/paths.ts';
import { FILE_SYSTEMS } from '../../src/steps/images.ts';
import { buildEnvironment, type Environment } from '../../vagrant/images/environment.ts';
import { makeDisk, stagingOf } from './environment-disk.ts';
import { ask, expireDeadman, Guest, type Answer } from './environment-guest.ts';
import { makeIdentity, PASSWORD, type Identity } from './environment-identity.ts';

const FIRST = '52:54:00:00:00:01';
const root = mkdtempSync(join(tmpdir(), 'stem-environment-'));
let environment: Environment;

// The environment, behind the point of no return, with the least memory and virtio.

let guest: Guest;
let identity: Identity;
let disk: string;
let client: Client;
const run = (command: ShellCommand): Promise<Answer> => ask(client, render(command));
const works = async (command: ShellCommand): Promise<string> => {
  const { exitCode, stdout, stderr } = await run(command);
  assert.equal(exitCode, 0, `${render(command)}\n${stdout}${stderr}`);
  return stdout;
};

before(async () => {
  environment = await buildEnvironment((line) => process.stderr.write(`${line}\n`));
  identity = makeIdentity(root, [
    'hostname dev-7',
    `address ${FIRST} 10.0.2.15/24`,
    `address ${FIRST} 192.0.2.9/32`,
    `route ${FIRST} default via 10.0.2.2`,
    `route ${FIRST} 198.51.100.0/24 via 203.0.113.1 onlink`,
    'dns 10.0.2.3',
    'search example.test',
  ]);
  disk = makeDisk(root, { 'no-return': 'run=1\n' });
  guest = await Guest.start({
    dir: root,
    environment,
    identity: identity.archive,
    hostKey: identity.hostKey,
    words: '',
    memoryBytes: environment.minMemoryBytes,
    devices: [
      ...['-device', `virtio-net-pci,netdev=net0,mac=${FIRST},romfile=`],
      ...['-device', 'virtio-scsi-pci', '-device', 'i6300esb'],
      ...['-drive', `if=none,id=disk,file=${disk},format=raw`, '-device', 'scsi-hd,drive=disk'],
    ],
  });
  client = await guest.connectWhenUp({ username: 'root', privateKey: identity.userKey });
});
after(() => {
  guest.kill();
  rmSync(root, { recursive: true, force: true });
});

it('answers as this device: host key, name, addresses, routes, DNS, which system', async () => {
  assert.equal(await works(sh('cat', '/etc/stem-system')), 'environment\n');
  assert.equal(await works(sh('hostname')), 'dev-7\n');
  const network = await works(tellNetwork());
  assert.match(network, new RegExp(`^nic eth0 ${FIRST}$`, 'm'));
  assert.match(network, /^addr .* eth0 .*inet 10\.0\.2\.15\/24 /m);
  assert.match(network, /^addr .* eth0 .*inet 192\.0\.2\.9\/32 /m);
  assert.match(network, /^route default via 10\.0\.2\.2 dev eth0/m);
  assert.match(network, /^route 198\.51\.100\.0\/24 via 203\.0\.113\.1 dev eth0 onlink/m);
  assert.match(network, /^nameserver 10\.0\.2\.3$/m);
  assert.match(network, /^search example\.test$/m);
});

it('lets the old passwords in as uid 0, of both kinds of hash, and nothing else', async () => {
  for (const username of ['pilot', 'newer']) {
    const login = await guest.connect({ username, password: PASSWORD });
    assert.match((await ask(login, 'id -u; pwd')).stdout, /^0\n\/root\n$/);
    login.end();
  }
  const keyLogin = await guest.connect({ username: 'pilot', privateKey: identity.userKey });
  assert.equal((await ask(keyLogin, 'echo in')).stdout, 'in\n');
  keyLogin.end();
  for (const [username, password] of [
    ['pilot', 'wrong'],
    ['root', PASSWORD],
    ['root', ''],
    ['nobody', ''],
  ] as const) {
    await assert.rejects(guest.connect({ username, password }), /authentication/);
  }
  assert.equal(await works(sh('stat', '-c', '%a', '/etc/shadow')), '600\n');
});

it('has a sudo that asks for nothing and passes stdin and exit codes on', async () => {
  assert.match(await works(sh('sudo', '-n', 'id')), /^uid=0/);
  const through = await ask(client, "sudo -S -p '' -u root -- sh -c 'cat; exit 7'", 'input');
  assert.deepEqual([through.exitCode, through.stdout], [7, 'input']);
});

it('takes and gives a file by SFTP', async () => {
  const sftp = await promisify(client.sftp.bind(client))();
  const file = join(root, 'sent');
  const content = randomBytes(3_000_000);
  writeFileSync(file, content);
  await promisify(sftp.fastPut.bind(sftp))(file, '/tmp/file');
  const sum = createHash('sha256').update(content).digest('hex');
  assert.match(await works(sh('sha256sum', '/tmp/file')), new RegExp(`^${sum} `));
  await promisify(sftp.fastGet.bind(sftp))('/tmp/file', `${file}.back`);
  assert.deepEqual(readFileSync(`${file}.back`), content);
  await promisify(sftp.fastPut.bind(sftp))(environment.grubModules, '/tmp/i386-pc.tar');
  sftp.end();
});

it('stays behind the point of no return, with nothing left mounted', async () => {
  await works(raw(expireDeadman('stem.deadman=1')));
  const text = await guest.waitForSerial(/staying here, reachable/);
  assert.doesNotMatch(text, /rebooting/);
  assert.doesNotMatch(await works(sh('cat', '/proc/mounts')), /\/dev\/sda5/);
});

it('stands down once the controller is there', async () => {
  const again = 'echo >/run/stem/confirmed; timeout 3 /usr/lib/stem/deadman >/dev/null 2>&1; true';
  await works(sh('sh', '-c', again));
  assert.equal((await guest.serial()).split('nobody confirmed').length, 2);
});

it('leaves a fixed address alone that is still there', async () => {
  assert.equal((await guest.serial()).split('environment up').length, 2);
});

it('runs what the steps run: install, verify, back up, restore, build the core', async () => {
  await works(makeDirectory(STAGING));
  await works(mount('/dev/sda5', STAGING));
  const pack = `set -e; mkdir -p ${BUNDLE}/os; cd /etc
tar --zstd -cf ${BUNDLE}/os/root.tar.zst .
find . -type f -print0 | sort -z | xargs -0 sha256sum >${BUNDLE}/os/root.sha256`;
  await works(sh('sh', '-c', pack));
  await works(makeExt4('/dev/sda1', 'stem-root', ROOT_EXT4));
  await works(makeDirectory(NEW_ROOT));
  await works(mount('/dev/sda1', NEW_ROOT));
  const dir = '/run/stem/jobs/unpack';
  await works(startJob(dir, unpackRoot('os/root.tar.zst'), 60_000));
  await works(raw(`for i in $(seq 100); do [ ! -e ${dir}/result ] || break; sleep 0.2; done`));
  assert.equal(parseJobState(await works(jobState(dir, 1))).state, 'done 0');
  await works(verifyRoot('os/root.sha256'));
  await works(sh('sh', '-c', `echo x >>${NEW_ROOT}/hostname`));
  await works(archivePaths(['/etc/stem']));
  assert.equal(await works(restorePaths('run-1')), '3\n');
  await works(checkpoint(STAGING, '/dev/sda5', ['/stem/grubenv']));
  await works(buildCore('/tmp/i386-pc.tar', 'echo "stem"\n'));
  assert.match(await works(tellCore('/dev/sda')), /^refuse the first sector holds no GRUB 2$/m);
});

it('can mount what each layout has, and says what it cannot', async () => {
  const wanted = Object.values(FILE_SYSTEMS).flat();
  assert.equal(await works(tellUnmountable([...wanted, 'ext4', 'btrfs'])), 'btrfs\n');
});

it('feeds the watchdog of the machine', async () => {
  // Where the boot was slow, the kernel's own came first.
  const ask = 'cd "$(dirname "$(grep -l 6300ESB /sys/class/watchdog/*/identity)")"; cat state';
  assert.match(await works(sh('sh', '-c', ask)), /^active/);
  const stops = 'cat /sys/module/watchdog/parameters/stop_on_reboot';
  assert.equal((await works(sh('sh', '-c', stops))).trim(), '0');
});

it('goes down cleanly: whatever runs is ended, all is unmounted', async () => {
  await works(
    sh('sh', '-c', `cd ${STAGING}; nohup setsid sleep 1000 >/dev/null 2>&1 </dev/null &`),
  );
  client.on('error', () => undefined); // The connection may go before its answer.
  client.exec('reboot', () => undefined);
  assert.equal(await guest.hasEnded(90_000), true);
  const state = execFileSync('dumpe2fs', ['-h', stagingOf(disk)], { encoding: 'utf8' });
  assert.match(state, /^Filesystem state: +clean$/m);
  assert.doesNotMatch(state, /needs_recovery/);
});
