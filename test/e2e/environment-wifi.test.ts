import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { networkFile } from '../../src/commands/network.ts';
import { wpaConfig } from '../../src/commands/wpa-supplicant.ts';
import { reveal } from '../../src/model/secret.ts';
import { buildEnvironment } from '../../vagrant/images/environment.ts';
import { accessPoint, RADIO_MAC } from './access-point.ts';
import { makeDisk } from './environment-disk.ts';
import { ask, Guest } from './environment-guest.ts';
import { makeIdentity } from './environment-identity.ts';
import { RADIO_PASSPHRASE, RADIO_SSID, radioNetwork } from './radio-network.ts';

it('a device whose only link is a radio joins with what its files say, and is reached', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'stem-wifi-'));
  const environment = await buildEnvironment((line) => process.stderr.write(`${line}\n`));
  const network = radioNetwork();
  const identity = makeIdentity(dir, networkFile('dev-7', network).trim().split('\n'), {
    [`etc/stem/wifi/${RADIO_MAC}.conf`]: reveal(wpaConfig(network, RADIO_MAC)),
  });
  appendFileSync(
    identity.archive,
    accessPoint(dir, { ssid: RADIO_SSID, passphrase: RADIO_PASSPHRASE }),
  );
  const disk = makeDisk(dir, { 'no-return': 'run=1\n' });
  const guest = await Guest.start({
    dir,
    environment,
    identity: identity.archive,
    hostKey: identity.hostKey,
    words: '',
    // The access point and its libraries take of it too.
    memoryBytes: 2 * environment.minMemoryBytes,
    devices: [
      ...['-device', 'virtio-net-pci,netdev=net0,mac=52:54:00:00:00:01,romfile='],
      ...['-device', 'virtio-scsi-pci'],
      ...['-drive', `if=none,id=disk,file=${disk},format=raw`, '-device', 'scsi-hd,drive=disk'],
    ],
  });
  try {
    const client = await guest.connectWhenUp({ username: 'root', privateKey: identity.userKey });
    const { stdout } = await ask(client, 'ip -o -4 addr show scope global; ls /sys/class/net; ps');
    client.end();
    assert.match(stdout, /wlan0 +inet 10\.0\.2\.15\/24/);
    assert.doesNotMatch(stdout, /^eth0$/m);
    // By DHCP, or the address that it had: a busy access point is late.
    assert.match(
      await guest.serial(),
      /joining by wlan0[\s\S]* up, address 10\.0\.2\.15\/24 on wlan0/,
    );
    // No secret in an argument list.
    assert.doesNotMatch(stdout, /phrase/);
  } finally {
    guest.kill();
    rmSync(dir, { recursive: true, force: true });
  }
});
