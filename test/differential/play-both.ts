import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { resultOf } from '../../src/engine/result.ts';
import type { Json } from '../../src/model/json.ts';
import type { TaskEnd } from '../../src/model/task.ts';
import { runHere } from '../fakes/run-here.ts';
import { makeClientKey, Sshd } from '../fakes/sshd.ts';
import { PLAYBOOKS, type PlaybookCase } from './playbook-cases.ts';

/** Names of one length, as some tasks print it. */
export const TOOLS = ['ours', 'them'] as const;
export type Tool = (typeof TOOLS)[number];

/** How one task ended on one host. */
export interface Step {
  readonly host: string;
  readonly task: string;
  readonly kind: string;
  readonly result: Readonly<Record<string, Json>>;
}

export interface Played {
  readonly code: number;
  /** In the order in which they ended. */
  readonly steps: readonly Step[];
  /** All that it said, for whoever looks for the cause. */
  readonly said: string;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
const NAMES = ['one', 'two', 'three'];
/** So many cases at once with each tool, on devices of their own: one processor waits while the other one works. */
const LANES = 2;

/** Plays cases with both tools against the same real servers, each in a folder of its own. */
export class Stage {
  readonly #directory = mkdtempSync(join(tmpdir(), 'stem-differ-'));
  readonly #key = makeClientKey(this.#directory);
  #devices: readonly Sshd[] = [];

  static async open(): Promise<Stage> {
    const stage = new Stage();
    const isDevice = { isDevice: true };
    const count = LANES * NAMES.length + TOOLS.length;
    stage.#devices = await Promise.all(Array.from({ length: count }, () => Sshd.start(isDevice)));
    const key = readFileSync(`${stage.#key}.pub`, 'utf8');
    for (const device of stage.#devices) device.authorizeKey('root', key);
    writeFileSync(stage.#at('known_hosts'), stage.#devices.map(knownHost).join(''));
    return stage;
  }

  async close(): Promise<void> {
    await Promise.all(this.#devices.map((device) => device.stop()));
    rmSync(this.#directory, { recursive: true });
  }

  /** The folder that a case's hosts share. */
  folderOf(tool: Tool, index: number): string {
    return this.#at(`case-${String(index)}`, tool, 'dir');
  }

  async playOurs(cases: readonly PlaybookCase[]): Promise<readonly Played[]> {
    const played: Played[] = [];
    // No two of ours on one device at once: they would wait for its lock.
    const lane = async (_: unknown, at: number): Promise<void> => {
      for (const [index, each] of cases.entries())
        if (index % LANES === at) played[index] = await this.#playOne(index, each);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    return played;
  }

  async #playOne(index: number, given: PlaybookCase): Promise<Played> {
    const { hosts = 1, confirmed = hosts, options = [], ours = [] } = given;
    const { inventory, playbook } = this.#prepare('ours', index, given);
    const words = ['apply', '-i', inventory, '--playbook', playbook, '--json'];
    const { code, stdout, stderr } = await runHere(
      [...words, '--confirm-hosts', String(confirmed), ...options, ...ours],
      { STEM_JOURNAL: join(playbook, '..', 'journal.db') },
    );
    const events = stdout.split('\n').filter((line) => line.startsWith('{'));
    return { code, steps: events.flatMap(stepOfEvent), said: stdout + stderr };
  }

  async playTheirs(cases: readonly PlaybookCase[]): Promise<readonly Played[]> {
    const env = {
      ...{ PATH: process.env['PATH'], HOME: this.#directory, LC_ALL: 'C.UTF-8', NO_COLOR: '1' },
      PYTHONDONTWRITEBYTECODE: '1',
      ANSIBLE_CONFIG: join(HERE, 'ansible.cfg'),
      ANSIBLE_CALLBACK_PLUGINS: join(PLAYBOOKS, 'callback_plugins'),
      ANSIBLE_STDOUT_CALLBACK: 'lines',
      ANSIBLE_GATHERING: 'explicit',
      ANSIBLE_PIPELINING: '1',
      ANSIBLE_SSH_ARGS: '-o ControlMaster=auto -o ControlPersist=20s -F /dev/null',
      ANSIBLE_SSH_CONTROL_PATH_DIR: this.#at('cp'),
      ANSIBLE_SSH_COMMON_ARGS: `-o UserKnownHostsFile=${this.#at('known_hosts')}`,
      ANSIBLE_LOCAL_TEMP: this.#at('local'),
      ANSIBLE_REMOTE_TEMP: this.#at('remote'),
    };
    const child = spawn('/usr/bin/python3', [join(HERE, 'ansible_plays.py'), String(LANES)], {
      ...{ env, stdio: ['pipe', 'pipe', 'inherit'] },
    });
    const outs = cases.map((given, index) => {
      const { inventory, playbook, folder } = this.#prepare('them', index, given);
      const words = ['-i', inventory, playbook, ...(given.options ?? [])];
      const out = join(folder, 'said');
      child.stdin.write(`${JSON.stringify({ id: String(index), cwd: folder, words, out })}\n`);
      return out;
    });
    child.stdin.end();
    const codes = new Map<string, number>();
    for await (const line of createInterface({ input: child.stdout })) {
      const { id, code } = JSON.parse(line) as { id: string; code: number };
      codes.set(id, code);
    }
    return outs.map((out, index) => {
      const said = readFileSync(out, 'utf8');
      const lines = said.split('\n').filter((line) => line.startsWith('LINE '));
      const steps = lines.map((line) => JSON.parse(line.slice(5)) as Step).filter(isOfCase);
      return { code: codes.get(String(index)) ?? -1, steps, said };
    });
  }

  #at(...names: readonly string[]): string {
    return join(this.#directory, ...names);
  }

  #prepare(
    tool: Tool,
    index: number,
    { playbook: text, hosts = 1, reboots }: PlaybookCase,
  ): Record<'inventory' | 'playbook' | 'folder', string> {
    const folder = this.#at(`case-${String(index)}`, tool);
    mkdirSync(join(folder, 'dir'), { recursive: true });
    for (const name of ['files', 'templates', 'vars.yml'])
      cpSync(join(PLAYBOOKS, name), join(folder, name), { recursive: true });
    const first =
      reboots === true
        ? LANES * NAMES.length + TOOLS.indexOf(tool)
        : (index % LANES) * NAMES.length;
    const lines = NAMES.slice(0, hosts).map((name, at) => {
      const { port, hostKeys } = this.#devices[first + at] ?? {
        port: 0,
        hostKeys: [],
      };
      return `${name} ansible_port=${String(port)} stem_host_key="${hostKeys[0] ?? ''}"\n`;
    });
    const vars = [
      ...['ansible_host=127.0.0.1', 'ansible_user=root', `dir=${join(folder, 'dir')}`],
      `ansible_ssh_private_key_file=${this.#key}`,
      'ansible_python_interpreter=/usr/bin/python3',
    ];
    const [inventory, playbook] = [join(folder, 'fleet.ini'), join(folder, 'play.yml')];
    writeFileSync(inventory, `${lines.join('')}[all:vars]\n${vars.join('\n')}\n`);
    writeFileSync(playbook, text);
    return { inventory, playbook, folder };
  }
}

const knownHost = ({ port, hostKeys }: Sshd): string =>
  hostKeys.map((key) => `[127.0.0.1]:${String(port)} ${key}\n`).join('');

/** Not what Ansible does unasked, as gathering facts. */
const isOfCase = ({ task }: Step): boolean => /^[a-z]$/.test(task);

function stepOfEvent(line: string): readonly Step[] {
  const event = JSON.parse(line) as { kind: string; host: string; task?: string; end: TaskEnd };
  const task = /(?:^|\/)([a-z])(?:-\d+)?$/.exec(event.task ?? '')?.[1];
  if (event.kind !== 'task.ended' || task === undefined) return [];
  const result = resultOf(event.end) ?? {};
  return [{ host: event.host, task, kind: kindOf(event.end), result }];
}

/** In Ansible's words. */
function kindOf({ kind }: TaskEnd): string {
  if (kind === 'satisfied' || kind === 'unchanged') return 'ok';
  return kind === 'blocked' ? 'failed' : kind;
}
