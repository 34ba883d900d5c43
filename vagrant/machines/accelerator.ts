import { constants } from 'node:fs';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tryProgram } from '../run-program.ts';

export type Accelerator = 'kvm' | 'tcg';

/** The guest below ends QEMU with (0x10 << 1) | 1. */
const GUEST_RAN = 33;
/** Some hundred times what a guest needs that truly runs on the processor. */
const PROBE_TIMEOUT_MS = 10_000;

let known: Promise<Accelerator> | undefined;

/**
 * KVM where it truly boots a guest, else TCG. A machine may have a `/dev/kvm` that can't be opened, or whose
 * guests get through the firmware and no further (virtual machines that only look as if they could nest): so a guest
 * is run. Found out once a process.
 */
export async function accelerator(): Promise<Accelerator> {
  known ??= findAccelerator();
  return known;
}

async function findAccelerator(): Promise<Accelerator> {
  try {
    await access('/dev/kvm', constants.R_OK | constants.W_OK);
  } catch {
    return 'tcg'; // No KVM here, or not for this user: that is the answer, no failure.
  }
  return (await runsGuest('kvm')) ? 'kvm' : 'tcg';
}

/** Whether a guest of one boot sector gets through its work in time and says so through QEMU's debug-exit port. */
export async function runsGuest(candidate: Accelerator): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), 'stem-accelerator-'));
  try {
    const disk = join(dir, 'boot-sector.raw');
    await writeFile(disk, bootSector());
    const { exitCode } = await tryProgram(
      [
        ...(['qemu-system-x86_64', '-machine', 'pc', '-accel', candidate] as const),
        // `enforce`: no guest where the processor lacks what the devices' has. TCG has it all.
        ...['-cpu', candidate === 'kvm' ? 'Nehalem,enforce' : 'Nehalem'],
        ...['-smp', '2', '-m', '64', '-nodefaults', '-display', 'none', '-no-reboot'],
        ...['-drive', `file=${disk},format=raw,if=ide`],
        ...['-device', 'isa-debug-exit,iobase=0x501,iosize=2'],
      ],
      { timeoutMs: PROBE_TIMEOUT_MS, hint: 'Install QEMU with `npm run lab -- tools`.' },
    );
    return exitCode === GUEST_RAN;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Real mode to long mode with paging, there 100 million rounds of an empty loop, then the end by the port:
 *
 *     cli; zero ds, es, ss; tables at 0x1000, 0x2000, 0x3000: the first 2 MiB as they are; cr3; PAE; EFER.LME; cr0.PG
 *     lgdt; ljmp $8,$long; long: mov $100000000,%ecx; 1: dec %ecx; jnz 1b; mov $0x501,%dx; mov $0x10,%al; out %al,%dx; hlt
 *     and the descriptor table.
 */
const BOOT_SECTOR =
  'fa6631c08ed88ec08ed066bf001000000f22dfb9000c66f3abc70600100320c706002003' +
  '30c70600308300b0200f22e066b9800000c00f320d00010f300f20c0660d010000800f22' +
  'c00f0116747cea537c0800b900e1f505ffc975fc66ba0105b010eef40000000000000000' +
  '00000000009a20000f00647c0000';

function bootSector(): Uint8Array {
  const sector = Buffer.alloc(512);
  sector.write(BOOT_SECTOR, 'hex');
  sector.set([0x55, 0xaa], 510);
  return sector;
}
