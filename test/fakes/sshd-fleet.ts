import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { CliResult } from './run-cli.ts';
import { runHere } from './run-here.ts';
import { makeClientKey, Sshd } from './sshd.ts';
import { StartedCli } from './start-cli.ts';

interface Device {
  readonly name: string;
  readonly sshd: Sshd;
}

/**
 * Devices that are real OpenSSH servers of this machine, with an inventory, a journal, and the whole command. Tasks take
 * what differs between devices from vars of the host: `motd` is a file of its own. Each has its own /run/stem.
 */
export class SshdFleet {
  readonly directory = mkdtempSync(join(tmpdir(), 'stem-fleet-'));
  readonly inventory = join(this.directory, 'fleet.ini');
  readonly playbook = join(this.directory, 'play.yml');
  readonly journal = join(this.directory, 'journal.db');
  readonly #key: string;
  readonly #devices: Device[] = [];

  private constructor() {
    this.#key = makeClientKey(this.directory);
  }

  static async start(...names: readonly string[]): Promise<SshdFleet> {
    const fleet = new SshdFleet();
    for (const name of names) await fleet.add(name);
    fleet.writeInventory();
    return fleet;
  }

  /** A device of that name takes the place of an earlier one: another machine. */
  async add(name: string): Promise<void> {
    const sshd = await Sshd.start();
    sshd.authorizeKey(userInfo().username, readFileSync(`${this.#key}.pub`, 'utf8'));
    const index = this.#devices.findIndex((device) => device.name === name);
    if (index < 0) this.#devices.push({ name, sshd });
    else await this.#devices.splice(index, 1, { name, sshd })[0]?.sshd.stop();
  }

  /** Where this machine finds that file of the device. */
  own(name: string, path: string): string {
    const sshd = this.#devices.find((device) => device.name === name)?.sshd;
    if (sshd === undefined) throw new Error(`there is no device ${name}`);
    return sshd.own(path);
  }

  /** The device answers no more. Its line in the inventory stays. */
  async silence(name: string): Promise<void> {
    await this.#devices.find((device) => device.name === name)?.sshd.stop();
  }

  /** `more` has further vars of a device, by its name. */
  writeInventory(more: Readonly<Record<string, string>> = {}): void {
    const lines = this.#devices.map(
      ({ name, sshd }) =>
        `${name} site=${name.replace(/-?\d+$/, '')} ansible_host=127.0.0.1 ` +
        `ansible_port=${String(sshd.port)} stem_host_key="${sshd.hostKeys[0] ?? ''}" ` +
        `motd=${this.file(name)} ${more[name] ?? ''}`,
    );
    const vars = [
      `ansible_user=${userInfo().username}`,
      `ansible_ssh_private_key_file=${this.#key}`,
    ];
    writeFileSync(this.inventory, [...lines, '[all:vars]', ...vars, ''].join('\n'));
  }

  /** `tasks` are lines of YAML below `block:`. */
  writePlaybook(...tasks: readonly string[]): void {
    const lines = tasks.map((task) => `        - ${task.replaceAll('\n', '\n          ')}\n`);
    const head = '- name: a play\n  hosts: all\n  tasks:\n    - name: prepare\n      block:\n';
    writeFileSync(this.playbook, head + lines.join(''));
  }

  /** The file that is a device's own. */
  file(name: string): string {
    mkdirSync(join(this.directory, name), { recursive: true });
    return join(this.directory, name, 'motd');
  }

  /** Null where there is none. */
  text(name: string): string | null {
    const file = this.file(name);
    return existsSync(file) ? readFileSync(file, 'utf8') : null;
  }

  /** With the inventory and the playbook, in this process. */
  run(command: string, ...args: readonly string[]): Promise<CliResult> {
    return this.stem(command, ...this.#input(), ...args);
  }

  stem(...args: readonly string[]): Promise<CliResult> {
    return runHere(args, { STEM_JOURNAL: this.journal });
  }

  /** The same as `run`, as a process of its own, to be watched and sent signals. */
  launch(command: string, ...args: readonly string[]): StartedCli {
    return this.open(command, ...this.#input(), ...args);
  }

  open(...args: readonly string[]): StartedCli {
    return new StartedCli(args, { STEM_JOURNAL: this.journal });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#devices.map(({ sshd }) => sshd.stop().catch(() => undefined)));
    rmSync(this.directory, { recursive: true, force: true });
  }

  #input(): readonly string[] {
    return ['-i', this.inventory, '--playbook', this.playbook];
  }
}
