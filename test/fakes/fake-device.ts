import { StemError } from '../../src/model/errors.ts';
import { render, type ShellCommand } from '../../src/model/command.ts';
import type { CommandResult } from '../../src/model/fact.ts';
import { reveal } from '../../src/model/secret.ts';
import type { Connector, Session } from '../../src/model/session.ts';
import type { SystemName } from '../../src/model/system.ts';

export interface DeviceState {
  system: SystemName;
  boots: number;
  nextEntry: string | null;
  files: Record<string, string>;
  volumes: Record<string, { type: string; label: string; uuid: string }>;
  swaps: string[];
}

/** When the link dies: at the n-th change, before the device hears of it, or after it was done. */
export interface Cut {
  at: number;
  when: 'before' | 'after';
}

const lost = (): StemError =>
  new StemError('the link is lost', { code: 'LINK_LOST', hint: 'Resume.' });
const answer = (stdout: string, exitCode = 0): CommandResult => ({
  exitCode,
  stdout,
  stderr: '',
  isCut: false,
});

/** A device in memory that understands the commands which steps build, as data and not as text. */
export class FakeDevice implements Connector {
  readonly state: DeviceState;
  readonly log: string[] = [];
  /** Exit code and output of the operator's scripts, by their text. */
  readonly scripts = new Map<string, () => CommandResult>();
  cuts: Cut[] = [];
  changes = 0;
  isUnplugged = false;
  unplugAfterCut = false;

  constructor(state: Partial<DeviceState> = {}) {
    this.state = {
      system: 'old',
      boots: 1,
      nextEntry: null,
      files: {},
      volumes: {},
      swaps: [],
      ...state,
    };
  }

  connect(): Promise<Session> {
    if (this.isUnplugged) return Promise.reject(lost());
    const change = (does: string, work: () => CommandResult): Promise<CommandResult> => {
      this.changes += 1;
      if (this.isUnplugged) return Promise.reject(lost());
      const cut = this.cuts.find(({ at }) => at === this.changes);
      if (cut !== undefined) this.isUnplugged = this.unplugAfterCut;
      if (cut?.when === 'before') return Promise.reject(lost());
      this.log.push(does);
      const result = work();
      return cut === undefined ? Promise.resolve(result) : Promise.reject(lost());
    };
    return Promise.resolve({
      ask: (questions) => Promise.resolve(questions.map(({ command }) => this.#read(command))),
      run: (command, { stdin = [] }) => {
        if (command.kind === 'simple' && command.words[3] === 'stem-job-state')
          return Promise.resolve(this.#read(command));
        if (render(command) === 'reboot') {
          this.reboot();
          return Promise.reject(lost());
        }
        return change(render(command), () => this.#change(command, reveal(stdin)));
      },
      write: async (to, content) => {
        await change(`write ${to}`, () => this.#put(to, reveal(content)));
      },
      upload: async ({ to, sha256, bytes }, onProgress) => {
        onProgress(bytes / 2);
        await change(`upload ${to}`, () => this.#put(to, sha256));
      },
      download: async (from) => {
        await change(`download ${from}`, () => answer(''));
      },
      close: () => Promise.resolve(),
    });
  }

  reboot(): void {
    this.state.system =
      this.state.system === 'old' && this.state.nextEntry !== null ? 'environment' : 'old';
    this.state.nextEntry = null;
    this.state.boots += 1;
    for (const path of Object.keys(this.state.files))
      if (path.startsWith('/run/')) this.#remove(path);
  }

  #put(path: string, text: string): CommandResult {
    this.state.files[path] = text;
    return answer('');
  }

  #remove(prefix: string): void {
    const { files } = this.state;
    const kept = Object.entries(files).filter(
      ([path]) => path !== prefix && !path.startsWith(`${prefix}/`),
    );
    this.state.files = Object.fromEntries(kept);
  }

  #read(command: ShellCommand): CommandResult {
    const [tool = '', ...words] = command.kind === 'simple' ? command.words : [];
    const { state } = this;
    const last = words.at(-1) ?? '';
    const read: Record<string, () => CommandResult> = {
      blkid: () => {
        const found = state.volumes[last];
        return found === undefined
          ? answer('', 2)
          : answer(`TYPE=${found.type}\nLABEL=${found.label}\nUUID=${found.uuid}\n`);
      },
      'grub-editenv': () =>
        answer(state.nextEntry === null ? '' : `next_entry=${state.nextEntry}\n`),
      test: () => answer('', state.files[last] === undefined ? 1 : 0),
      sh: () => answer(state.files[`${words[3] ?? ''}/state`] ?? 'absent'),
      cat: () => {
        if (last === '/proc/swaps') return answer(['Filename Type', ...state.swaps].join('\n'));
        if (last === '/etc/stem-system')
          return answer(`boot-${String(state.boots)}\n${state.system}\n`);
        const text = state.files[last];
        return text === undefined ? answer('', 1) : answer(text);
      },
    };
    return read[tool]?.() ?? answer('', 127);
  }

  #change(command: ShellCommand, stdin: string): CommandResult {
    if (command.kind === 'joined')
      return command.parts.map((part) => this.#change(part, stdin)).at(-1) ?? answer('');
    const [tool = '', ...words] = command.kind === 'simple' ? command.words : [];
    const { state } = this;
    const [last = '', beforeLast = ''] = words.toReversed();
    const volume = (type: string, option: string): CommandResult => {
      const uuid = words[words.indexOf('-U') + 1] ?? '';
      state.volumes[last] = {
        type,
        label: words.includes(option) ? (words[words.indexOf(option) + 1] ?? '') : '',
        uuid: type === 'swap' ? uuid : 'fresh',
      };
      return answer('');
    };
    const change: Record<string, () => CommandResult> = {
      'mkfs.ext4': () => volume('ext4', '-L'),
      mkswap: () => volume('swap', '-L'),
      e2label: () => {
        const found = state.volumes[beforeLast];
        if (found !== undefined) found.label = last;
        return answer('', found === undefined ? 1 : 0);
      },
      'grub-reboot': () => ((state.nextEntry = last), answer('')),
      'grub-editenv': () => ((state.nextEntry = null), answer('')),
      rm: () => (
        words.slice(1).forEach((path) => {
          this.#remove(path);
        }),
        answer('')
      ),
      mv: () => {
        if (state.files[`${last}/owner`] !== undefined) return answer('', 1);
        const owner = state.files[`${beforeLast}/owner`] ?? '';
        this.#remove(beforeLast);
        return this.#put(`${last}/owner`, owner);
      },
      touch: () => this.#put(last, ''),
      sync: () => answer(''),
      sha256sum: () => answer(''),
      sh: () =>
        words[2] === 'stem-job-start'
          ? this.#startJob(words[3] ?? '')
          : (this.scripts.get(stdin)?.() ?? answer('')),
    };
    return change[tool]?.() ?? answer('', 127);
  }

  #startJob(dir: string): CommandResult {
    return state(this, dir) === undefined ? this.#put(`${dir}/state`, 'done 0') : answer('');
  }
}

const state = (device: FakeDevice, dir: string): string | undefined =>
  device.state.files[`${dir}/state`];
