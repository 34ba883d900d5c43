import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { Client } from 'ssh2';

import { buildEnvironment } from '../../vagrant/images/environment.ts';
import { makeDisk, STAGING_EXTENT, stagingOf } from './environment-disk.ts';
import { ask, expireDeadman, Guest } from './environment-guest.ts';
import { makeIdentity } from './environment-identity.ts';

const FIRST = '52:54:00:00:00:01';
const SECOND = '52:54:00:00:00:02';

// The environment, unconfirmed, with AHCI, e1000 and DHCP.

const dir = mkdtempSync(join(tmpdir(), 'stem-environment-'));
let guest: Guest;
let disk: string;
let client: Client;

before(async () => {
  const environment = await buildEnvironment((line) => process.stderr.write(`${line}\n`));
  const identity = makeIdentity(dir, [
    `iface ${FIRST} dhcp`,
    `address ${FIRST} 10.0.2.77/24`,
    `iface ${SECOND} dhcp`,
    `address ${SECOND} 192.0.2.7/24`,
    `route ${SECOND} default via 192.0.2.1`,
  ]);
  disk = makeDisk(dir, {});
  guest = await Guest.start({
    dir,
    environment,
    identity: identity.archive,
    hostKey: identity.hostKey,
    words: '',
    memoryBytes: 512 * 2 ** 20,
    devices: [
      ...['-device', `e1000,netdev=net0,mac=${FIRST},romfile=`],
      ...['-netdev', 'hubport,id=silent,hubid=1'],
      ...['-device', `rtl8139,netdev=silent,mac=${SECOND},romfile=`],
      ...['-device', 'ahci,id=ahci', '-drive', `if=none,id=disk,file=${disk},format=raw`],
      ...['-device', 'ide-hd,bus=ahci.0,drive=disk'],
    ],
  });
  client = await guest.connectWhenUp({ username: 'root', privateKey: identity.userKey });
});
after(() => {
  guest.kill();
  rmSync(dir, { recursive: true, force: true });
});

it('asks for an address, and uses the last one where the server is silent', async () => {
  const text = await guest.waitForSerial(
    /address 192\.0\.2\.7\/24 on eth\d, as before: DHCP is silent/,
  );
  assert.match(text, /address 10\.0\.2\.15\/24 on eth\d by DHCP/);
  const { stdout } = await ask(client, 'ip route; cat /sys/class/net/eth*/address; ls /sys/block');
  assert.match(stdout, /^default via 192\.0\.2\.1 /m);
  assert.match(stdout, /^sda$/m);
});

it('goes back to the old system, and says so to GRUB first, on a partition known by its place', async () => {
  client.on('error', () => undefined); // The reboot cuts it.
  const words = `stem.deadman=1 stem.staging=${STAGING_EXTENT}`;
  const { exitCode } = await ask(client, `e2label /dev/sda5 ''; ${expireDeadman(words)}`);
  assert.equal(exitCode, 0);
  assert.equal(await guest.hasEnded(180_000), true);
  assert.match(await guest.serial(), /nobody confirmed this boot within 1 s/);
  const staging = stagingOf(disk);
  const block = execFileSync('debugfs', ['-R', 'cat /stem/grubenv', staging], {
    encoding: 'utf8',
  });
  assert.match(block, /^mode=old$/m);
  assert.equal(block.length, 1024);
  const state = execFileSync('dumpe2fs', ['-h', staging], { encoding: 'utf8' });
  assert.doesNotMatch(state, /needs_recovery/);
});
