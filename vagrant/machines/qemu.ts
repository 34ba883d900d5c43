import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { LabError } from '../lab-error.ts';
import { accelerator } from './accelerator.ts';
import { askMonitor } from './monitor.ts';
import { isAlive, killProcess, processId, type ProcessId } from './process.ts';
import { MONITOR_FILE, PID_FILE, qemuArgv, type MachineArgs } from './qemu-argv.ts';

const LOG_FILE = 'qemu.log';
const PORT_TRIES = 5;
const START_TIMEOUT_MS = 60_000;

export interface LaunchOptions extends Omit<MachineArgs, 'accelerator'> {
  readonly dir: string;
  /** `with-us`: the kernel ends it with this process, however that ends. `lasting`: it goes on. */
  readonly lifetime: 'with-us' | 'lasting';
}

export interface Launched {
  readonly process: ProcessId;
  readonly port: number;
  readonly newPort?: number;
}

/**
 * Starts QEMU in the device's folder and returns once its monitor answers; the guest then boots. `spawned` hears of
 * each process at once, so that a killed lab leaves none that nobody knows.
 */
export async function launchQemu(
  options: LaunchOptions,
  spawned: (launched: Launched) => Promise<void>,
): Promise<void> {
  let ports: Ports = options;
  for (let tries = 1; ; tries += 1) {
    const outcome = await tryLaunch({ ...options, ...ports }, spawned);
    if (outcome.kind === 'runs') return;
    // Whoever took the port between our look and QEMU's start keeps it.
    const taken = outcome.log.includes('Could not set up host forwarding rule');
    if (!taken || tries === PORT_TRIES) {
      throw new LabError(`${options.name}: QEMU did not start:\n${outcome.log.trim()}`, {
        hint: `Read ${join(options.dir, LOG_FILE)}; free memory and disk space are usual causes.`,
      });
    }
    ports = await otherPorts(options);
  }
}

type Ports = Pick<MachineArgs, 'port' | 'newPort'>;

const otherPorts = async ({ newPort }: Ports): Promise<Ports> => ({
  port: await freePort(),
  ...(newPort !== undefined && { newPort: await freePort() }),
});

/** A loopback port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

type Outcome = { readonly kind: 'runs' } | { readonly kind: 'ended'; readonly log: string };

async function tryLaunch(
  options: LaunchOptions,
  spawned: (launched: Launched) => Promise<void>,
): Promise<Outcome> {
  const { dir, port, newPort } = options;
  await rm(join(dir, MONITOR_FILE), { force: true });
  await rm(join(dir, PID_FILE), { force: true });
  const argv = qemuArgv({ ...options, accelerator: await accelerator() });
  const process = await processId(await spawnQemu(options, argv));
  if (process !== undefined) {
    await spawned({ process, port, ...(newPort !== undefined && { newPort }) });
    if (await answers(dir, process)) return { kind: 'runs' };
    await killProcess(process, 10_000);
  }
  return { kind: 'ended', log: await readFile(join(dir, LOG_FILE), 'utf8') };
}

async function spawnQemu(options: LaunchOptions, argv: readonly string[]): Promise<number> {
  const { segment } = options;
  const inside = segment === undefined ? [] : ['ip', 'netns', 'exec', segment];
  const qemu = [...inside, 'qemu-system-x86_64', ...argv];
  // setpriv and ip become QEMU: the process id stays.
  const command =
    options.lifetime === 'lasting' ? qemu : ['setpriv', '--pdeathsig', 'KILL', ...qemu];
  const [file = '', ...args] = command;
  const log = await open(join(options.dir, LOG_FILE), 'w');
  try {
    const child = spawn(file, args, {
      cwd: options.dir,
      detached: true, // A Ctrl-C at the terminal is for the lab, not for the devices.
      stdio: ['ignore', log.fd, log.fd],
    });
    await Promise.race([
      once(child, 'spawn'),
      once(child, 'error').then(([cause]) => raise(cause)),
    ]);
    child.unref();
    if (child.pid === undefined) throw new Error('a started process has a number');
    return child.pid;
  } catch (cause) {
    throw new LabError(`${file} can't be started: ${String(cause)}`, {
      hint: 'Install QEMU with `npm run lab -- tools`.',
      cause,
    });
  } finally {
    await log.close();
  }
}

function raise(cause: unknown): never {
  throw cause instanceof Error ? cause : new Error(String(cause));
}

/** Whether the monitor answers before QEMU ends or the time is over. */
async function answers(dir: string, started: ProcessId): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && (await isAlive(started))) {
    try {
      await askMonitor(dir, [{ execute: 'query-status' }], { timeoutMs: 30_000 });
      return true;
    } catch {
      await sleep(50); // Not there yet.
    }
  }
  return false;
}
