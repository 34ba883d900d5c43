import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';

import { buildEnvironment } from '../../vagrant/images/environment.ts';
import { GDB_FILE, throughGdb } from '../faults/guests/gdb-stub.ts';
import { hangProcessors } from '../faults/guests/hang.ts';
import { ask, Guest } from './environment-guest.ts';
import { makeIdentity } from './environment-identity.ts';

const MAC = '52:54:00:00:00:01';
/** The time of the watchdog, which is the guest's: on a busy machine it takes longer. */
const RESET_MS = 240_000;

const root = mkdtempSync(join(tmpdir(), 'stem-environment-'));
const guests: Guest[] = [];
after(() => {
  for (const guest of guests) guest.kill();
  rmSync(root, { recursive: true, force: true });
});

/** An environment with this watchdog, hung hard. A reset ends QEMU. */
async function endsAfterHang(watchdog: string, words: string, isFed: string): Promise<void> {
  const environment = await buildEnvironment((line) => process.stderr.write(`${line}\n`));
  const dir = mkdtempSync(join(root, `${watchdog}-`));
  const identity = makeIdentity(dir, [`iface ${MAC} dhcp`]);
  const guest = await Guest.start({
    dir,
    environment,
    identity: identity.archive,
    hostKey: identity.hostKey,
    words,
    memoryBytes: 512 * 2 ** 20,
    devices: [
      ...['-device', `virtio-net-pci,netdev=net0,mac=${MAC},romfile=`],
      ...['-device', watchdog, '-action', 'watchdog=reset'],
      ...['-gdb', `unix:${join(dir, GDB_FILE)},server=on,wait=off`],
    ],
  });
  guests.push(guest);
  const client = await guest.connectWhenUp({ username: 'root', privateKey: identity.userKey });
  client.on('error', () => undefined); // The end of QEMU cuts it.
  const wait = `for try in $(seq 60); do ${isFed} && exit 0; sleep 1; done 2>/dev/null; exit 1`;
  assert.equal((await ask(client, wait)).exitCode, 0, 'nobody feeds it');
  await throughGdb(dir, hangProcessors);
  const said = await guest.serial();
  assert.equal(await guest.hasEnded(RESET_MS), true, 'it hangs for ever');
  assert.equal(await guest.serial(), said, 'the kernel did not hang');
}

it('is reset by a watchdog that its driver finds, when the kernel hangs', () =>
  endsAfterHang(
    'i6300esb',
    '',
    'grep -q ^active $(dirname $(grep -l 6300ESB /sys/class/watchdog/*/identity))/state',
  ));

it('is reset by a watchdog that the command line names, when the kernel hangs', () =>
  endsAfterHang(
    'ib700',
    'stem.watchdog=ib700wdt',
    'grep -q ^ib700wdt /proc/modules && kill -0 $(cat /run/stem/boot/watchdog/watchdog)',
  ));
