import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import Table from 'cli-table3';

import { build as buildNamed } from './images/build.ts';
import { buildLabBundle } from './images/bundle.ts';
import { buildDevice } from './images/device.ts';
import { buildEnvironment } from './images/environment.ts';
import { writeEnvironment } from './images/environment-folder.ts';
import { personalise } from './images/personalise.ts';
import { LabError } from './lab-error.ts';
import { bringUp, wantedDevices, writeInventory, type Wanted } from './machines/bring-up.ts';
import { printable } from './machines/console.ts';
import type { Device } from './machines/device.ts';
import type { Lab } from './machines/lab.ts';
import { ensureTools } from './tools.ts';
import { buildVagrantBox } from './vagrant-box.ts';

/** What the commands work on, and how they speak. */
export interface LabContext {
  readonly lab: Lab;
  /** The inventory that `up` writes. */
  readonly inventory: string;
  /** What goes on, a line at a time. */
  readonly say: (line: string) => void;
  /** What was asked for. */
  readonly print: (text: string) => void;
}

export interface UpRequest {
  /** None: as many as `count`, named `lab-1`, `lab-2`, … */
  readonly names: readonly string[];
  readonly count: number;
  readonly sites: readonly string[];
  readonly hardware: Pick<Wanted, 'bus' | 'cpus' | 'memoryMib'>;
}

/** Builds what is not in the cache yet, and says where it lies: what is named, else what `up` needs. */
export async function build({ say, print }: LabContext, names: readonly string[]): Promise<void> {
  await ensureTools(say);
  if (names.length > 0) {
    await buildNamed(names, say);
    return;
  }
  const { disk } = await buildDevice(say);
  print(`device  ${disk}\nbundle  ${await buildLabBundle(say)}\n`);
}

/** Creates and starts devices, and writes the inventory of all that the lab has. */
export async function up(context: LabContext, request: UpRequest): Promise<void> {
  const { lab, inventory, say } = context;
  await ensureTools(say);
  const image = await buildDevice(say);
  const bundle = await buildLabBundle(say);
  const names =
    request.names.length > 0
      ? request.names
      : Array.from({ length: request.count }, (_, index) => `lab-${String(index + 1)}`);
  const wanted = wantedDevices(names, request.sites).map((one) => ({
    ...one,
    ...request.hardware,
  }));
  await bringUp(lab, wanted, { image, personalise, say, lifetime: 'lasting' });
  await writeInventory(inventory, await lab.devices(), { bundle });
  say(`The inventory is ${inventory}. Try: npm run stem-remote -- ping -i ${inventory} all`);
}

/** Writes the migration environment into a folder, for bundles of other systems. */
export async function environment({ say }: LabContext, dir: string): Promise<void> {
  if (existsSync(dir))
    throw new LabError(`${dir} is there already.`, {
      hint: 'Name a folder that is not there yet.',
    });
  await ensureTools(say);
  await writeEnvironment(await buildEnvironment(say), dir);
  say(`Say: stem-remote bundle build --from-image IMAGE --out BUNDLE --environment ${dir}`);
}

/** Makes the box of vagrant/Vagrantfile. */
export async function vagrantBox({ lab, say, print }: LabContext): Promise<void> {
  await ensureTools(say);
  const image = await buildDevice(say);
  const dir = join(lab.dir, 'vagrant');
  await buildVagrantBox({ dir, image, personalise, say });
  print(`${dir}\n`);
  say('Start it: cd vagrant && vagrant up');
}

export async function list({ lab, print, say }: LabContext): Promise<void> {
  const devices = await lab.devices();
  if (devices.length === 0) {
    say('The lab has no devices. Create some: npm run lab -- up');
    return;
  }
  const table = new Table({
    head: ['device', 'site', 'state', 'ssh', 'login', 'snapshots'],
    style: { head: [], border: [] },
  });
  for (const device of devices) {
    const { name, site, login } = device.record;
    const state = (await device.isRunning()) ? 'on' : 'off';
    const snapshots = (await device.snapshots()).map((snapshot) => snapshot.name).join(' ');
    table.push([name, site, state, `127.0.0.1:${String(device.port)}`, login, snapshots]);
  }
  print(`${table.toString()}\n`);
}

/** Does the same to devices one after another: to those named, or to all where `all` is meant. */
export async function each(
  { lab, say }: LabContext,
  names: readonly string[],
  action: { readonly done: string; run(device: Device): Promise<void> },
): Promise<void> {
  const devices =
    names.length > 0
      ? await Promise.all(names.map((name) => lab.device(name)))
      : await lab.devices();
  for (const device of devices) {
    await action.run(device);
    say(`${device.name}: ${action.done}`);
  }
}

/** Removes devices with all they have; the inventory goes with the last one. */
export async function destroy(context: LabContext, names: readonly string[]): Promise<void> {
  const { lab, inventory } = context;
  await each(context, names, { done: 'gone', run: (device) => lab.destroy(device.name) });
  if ((await lab.devices()).length === 0) await rm(inventory, { force: true });
}

/** Prints a device's console since its last start (or all of it), and goes on with what comes while it is on. */
export async function showConsole(
  { lab, print }: LabContext,
  options: { readonly name: string; readonly all: boolean; readonly follow: boolean },
): Promise<void> {
  const device = await lab.device(options.name);
  let from = options.all ? 0 : device.record.consoleStart;
  for (let isOn = true; isOn;) {
    isOn = options.follow && (await device.isRunning());
    const end = await device.consoleMark();
    print(printable(await device.console(from)));
    from = end;
    if (isOn) await sleep(200);
  }
}

/** OpenSSH as root on a device; a command's exit code becomes the lab's. */
export async function ssh(
  { lab }: LabContext,
  name: string,
  command: readonly string[],
): Promise<number> {
  const device = await lab.device(name);
  if (!(await device.isRunning())) {
    throw new LabError(`${name} is off.`, { hint: `Start it: npm run lab -- up ${name}` });
  }
  const argv = device.sshArgv(command.length === 0 ? ['-t'] : []);
  const [file, ...args] = command.length === 0 ? argv : [...argv, '--', ...command];
  const child = spawn(file, args, { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 255;
}
