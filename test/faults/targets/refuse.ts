import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { StemEvent } from '../../../src/model/event.ts';
import type { Finding } from '../../../src/model/step.ts';
import { createOverlay } from '../../../vagrant/machines/disk.ts';
import { writeInventory } from '../../../vagrant/machines/bring-up.ts';
import type { Device } from '../../../vagrant/machines/device.ts';
import { askHumanMonitor } from '../../../vagrant/machines/monitor.ts';
import { runProgram } from '../../../vagrant/run-program.ts';
import { Fleet } from '../../e2e/fleet.ts';
import type { Machine } from './machines.ts';
import { PREAMBLE, type Plugged, type WrongTarget } from './wrong-target.ts';
import { writtenSoFar } from './written.ts';

/** Devices that failed: docs/operators-guide.md. */
const SOME_FAILED = 2;
const PREPARE_TIMEOUT_MS = 3 * 60_000;

/**
 * A device that lives writes by itself, so its file systems are made read-only by force, as in the test of the dry run:
 * what still reaches a disk goes there behind them. P08 then blocks too, which no case relies on.
 */
const SETTLE = `udevadm settle
sync
echo u >/proc/sysrq-trigger
is_read_only() { grep -q '^[^ ]* / [^ ]* ro[, ]' /proc/mounts; }
n=0; until is_read_only || [ $n -ge 100 ]; do n=$((n + 1)); sleep 0.2; done
is_read_only`;

/** What every link leaves in memory until the next boot: its shell, and the locks that no two links hold at once. */
const OF_EACH_LINK = /^(?:login\.lock|session\.lock|run-[0-9a-f]{12}\.sh)$/;

/** What a refused device was told. */
export interface Refusal {
  readonly check: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * Makes the wrong target, runs `apply` on it, and holds the refusal to the law: exit code, check, message and hint as
 * the case says, no action begun, nothing left in memory, and not one write to any disk.
 */
export async function refuse(
  target: WrongTarget,
  machine: Machine,
  options: { readonly bundle: string; readonly folder: string },
): Promise<Refusal> {
  const { device } = machine;
  await machine.renew();
  if (target.plug !== undefined) await plug(device, target.plug);
  if (target.prepare !== undefined) {
    await device.exec(`${PREAMBLE}${target.prepare}`, { timeoutMs: PREPARE_TIMEOUT_MS });
  }
  await device.exec(SETTLE);

  await mkdir(options.folder, { recursive: true });
  const fleet = new Fleet(options.folder, [device]);
  await writeInventory(fleet.inventory, [device], { bundle: options.bundle });
  const before = await writtenSoFar(device);
  const vars = (target.vars ?? []).flatMap((pair) => ['-e', pair]);
  try {
    const { code, stdout, stderr } = await fleet.run('apply', ...vars);
    const output = `${stdout}\n${stderr}`;
    assert.equal(code, SOME_FAILED, output);
    const refusal = refusalOf(await fleet.events(), target, output);
    await device.exec('sync'); // What only lies in the device's memory counts as well.
    assert.deepEqual(await writtenSoFar(device), before, 'it wrote to a disk');
    const left = (await device.exec('ls -A /run/stem 2>/dev/null || true')).split('\n');
    assert.deepEqual(
      left.filter((name) => name !== '' && !OF_EACH_LINK.test(name)),
      [],
    );
    assert.ok(output.includes(refusal.message), `the screen does not say it:\n${output}`);
    return refusal;
  } finally {
    await fleet.stop();
  }
}

/** @throws AssertionError where the events are not those of a refusal by this check */
function refusalOf(events: readonly StemEvent[], target: WrongTarget, output: string): Refusal {
  const begun = events.filter(({ kind }) => kind === 'action.started' || kind === 'task.started');
  assert.deepEqual(begun, [], 'something was begun');
  const findings = events.flatMap((event) =>
    event.kind === 'task.checked' ? (event.findings ?? []) : [],
  );
  const blocking = findings.filter(({ level }) => level === 'block');
  const found = blocking.find(({ id }) => id === target.check);
  assert.ok(found, `${target.check} does not block:\n${blocking.map(line).join('\n')}\n${output}`);
  assert.match(found.says, target.says, blocking.map(line).join('\n'));
  assert.match(found.hint, target.hint);
  return { check: found.id, message: found.says, hint: found.hint };
}

const line = ({ id, says }: Finding): string => `${id}: ${says}`;

async function plug(device: Device, { as, mib }: Plugged): Promise<void> {
  const base = join(device.dir, 'plugged.raw');
  await runProgram(['truncate', '-s', `${String(mib)}M`, base], { timeoutMs: 10_000 });
  await createOverlay(join(device.dir, 'plugged.qcow2'), 'plugged.raw');
  const hardware =
    as === 'fixed'
      ? 'scsi-hd,bus=scsi0.0,serial=second'
      : `usb-storage,bus=xhci0.0,serial=stick,removable=${as === 'usb-stick' ? 'on' : 'off'}`;
  for (const command of [
    'drive_add 0 if=none,id=plugged,file=plugged.qcow2,format=qcow2,cache=unsafe',
    `device_add ${hardware},drive=plugged,id=plugged-disk`,
  ]) {
    await tell(device, command);
  }
}

/** `drive_add` answers OK where the others of the monitor are silent. */
async function tell(device: Device, command: string): Promise<void> {
  try {
    await askHumanMonitor(device.dir, command, { timeoutMs: 30_000 });
  } catch (error) {
    if (!(error instanceof Error) || !error.message.endsWith(': OK')) throw error;
  }
}
