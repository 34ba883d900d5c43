/**
 * How long a lab device takes from power to its login, the first time and after two resets of the same QEMU, with the room that we give
 * its translations (`tb-size`) and with QEMU's own: interleaved, as ratios. Without KVM only; nothing else should run:
 * node --import tsx bench/lab-restarts.ts [ROUNDS]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { buildDevice } from '../vagrant/images/device.ts';
import { runProgram } from '../vagrant/run-program.ts';
import { askMonitor } from '../vagrant/machines/monitor.ts';
import { CONSOLE_FILE, DISK_FILE, qemuArgv } from '../vagrant/machines/qemu-argv.ts';
import { freePort } from '../vagrant/machines/qemu.ts';

const OURS = /,tb-size=\d+/;
const RESETS = 2;
const BOOT_MS = 10 * 60_000;
const LOGIN = 'login:';
const QMP = { timeoutMs: 30_000 };

const loginsIn = (dir: string): number =>
  readFileSync(join(dir, CONSOLE_FILE), 'latin1').split(LOGIN).length - 1;

async function untilLogin(dir: string, count: number): Promise<number> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < BOOT_MS) {
    await sleep(100);
    if (loginsIn(dir) >= count) return (performance.now() - startedAt) / 1000;
  }
  throw new Error('no login came');
}

/** Seconds of each boot. */
async function boots(image: string, isOurs: boolean): Promise<readonly number[]> {
  const dir = mkdtempSync(join(tmpdir(), 'stem-bench-'));
  const disk = join(dir, DISK_FILE);
  await runProgram(['qemu-img', 'create', '-q', '-f', 'qcow2', '-b', image, '-F', 'raw', disk], {
    timeoutMs: 60_000,
  });
  const argv = qemuArgv({
    ...{ name: 'bench', accelerator: 'tcg', port: await freePort() },
    hardware: { bus: 'scsi', cpus: 2, memoryMib: 2048, mac: '52:54:00:00:00:01' },
  });
  const given = isOurs ? argv : argv.map((word) => word.replace(OURS, ''));
  const words = ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...given];
  const child = spawn('setpriv', words, { cwd: dir, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await sleep(1000);
    const seconds = [1 + (await untilLogin(dir, 1))];
    for (let reset = 1; reset <= RESETS; reset += 1) {
      await sleep(5000);
      await askMonitor(dir, [{ execute: 'system_reset' }], QMP);
      seconds.push(await untilLogin(dir, reset + 1));
    }
    return seconds;
  } finally {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  }
}

const rounds = Number(process.argv[2] ?? '3');
const { disk } = await buildDevice((line) => process.stderr.write(`${line}\n`));
const sums = { ours: [0, 0, 0], theirs: [0, 0, 0] };
for (let round = 1; round <= rounds; round += 1)
  for (const who of ['ours', 'theirs'] as const) {
    const seconds = await boots(disk, who === 'ours');
    sums[who] = sums[who].map((sum, index) => sum + (seconds[index] ?? NaN));
    process.stdout.write(`${who}: ${seconds.map((one) => one.toFixed(1)).join(' ')} s\n`);
  }
const ratios = sums.theirs.map((sum, index) => (sum / (sums.ours[index] ?? NaN)).toFixed(2));
process.stdout.write(`QEMU's own room takes ${ratios.join(', ')} times as long\n`);
