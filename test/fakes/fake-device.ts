import { GRUBENV } from '../../src/commands/boot.ts';
import {
  bootBlock,
  parseBootBlock,
  TO_NEW,
  type BootChoice,
} from '../../src/commands/grub-config.ts';
import { STAGE } from '../../src/commands/stage.ts';
import { nextEntryOf } from '../../src/facts/boot.ts';
import type { SystemName } from '../../src/model/system.ts';
import { scriptName } from '../../src/commands/script.ts';
import { StemError } from '../../src/model/errors.ts';
import { render, type ShellCommand } from '../../src/model/command.ts';
import type { CommandResult } from '../../src/model/fact.ts';
import { reveal } from '../../src/model/secret.ts';
import type { Connector, Session } from '../../src/model/session.ts';
import { bootDisk, seedDisk } from './fake-balena.ts';
import { FakeFiles } from './fake-files.ts';
import { answer, changeByScript, readByScript } from './fake-scripts.ts';
import type { DeviceState, Faked } from './fake-state.ts';

/** When the link dies: at the n-th change, before the device hears of it, or after it was done. */
export interface Cut {
  at: number;
  when: 'before' | 'after';
}

const lost = (): StemError =>
  new StemError('the link is lost', { code: 'LINK_LOST', hint: 'Resume.' });

/** A device in memory that understands the commands which steps build, as data and not as text. */
export class FakeDevice implements Connector, Faked {
  readonly state: DeviceState;
  readonly files = new FakeFiles();
  readonly log: string[] = [];
  /** Exit code and output of the operator's scripts, by their text. */
  readonly scripts = new Map<string, () => CommandResult>();
  cuts: Cut[] = [];
  changes = 0;
  isUnplugged = false;
  unplugAfterCut = false;
  /** The old kernel's command line, without its console. */
  cmdlineOfOld = 'quiet';
  /** Of the old GRUB, to forget what it boots. */
  canGrubWrite = true;

  constructor({
    files = {},
    ...state
  }: Partial<DeviceState> & { files?: Record<string, string> } = {}) {
    this.state = {
      system: 'old',
      boots: 1,
      volumes: {},
      swaps: [],
      core: 'old',
      room: 'empty',
      disk: seedDisk(),
      ...state,
    };
    this.files.system = this.state.system;
    for (const [path, text] of Object.entries(files)) this.files.set(path, text);
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
        if (scriptName(command) === 'stem-job-state') return Promise.resolve(this.#read(command));
        if (render(command) === 'reboot') {
          this.reboot();
          return Promise.reject(lost());
        }
        return change(render(command), () => this.#change(command, reveal(stdin)));
      },
      write: async (to, content) => {
        await change(`write ${to}`, () => this.put(to, reveal(content)));
      },
      upload: async ({ to, sha256, bytes }, onProgress) => {
        onProgress(bytes / 2);
        await change(`upload ${to}`, () => this.put(to, sha256));
      },
      download: async ({ from }) => {
        await change(`download ${from}`, () => answer(''));
        return 'new';
      },
      close: () => Promise.resolve(),
    });
  }

  /** The old GRUB's choice, or that of our script on the staging partition. Without that partition it finds the new root. */
  reboot(): void {
    const { state, files } = this;
    const staging = Object.keys(state.volumes).find(
      (device) => state.volumes[device]?.label === 'stem-staging',
    );
    const block = `${staging ?? ''}:${STAGE.block}`;
    const choice =
      { old: TO_OLD, image: TO_NEW, ours: null }[state.core] ??
      parseBootBlock(files.byPlace[block] ?? null);
    if (choice?.trial === true) files.byPlace[block] = bootBlock({ ...choice, trial: false });
    state.system = choice?.mode === 'old' ? this.#bootOldGrub() : bootedBy(choice);
    state.boots += 1;
    files.boot(state.system);
    bootDisk(this);
  }

  /** It forgets what was armed before it boots that, and leaves an empty line behind. */
  #bootOldGrub(): SystemName {
    const { files } = this;
    const text = files.byPlace[OLD_GRUBENV] ?? '';
    const armed = nextEntryOf(text);
    if (armed === null) return 'old';
    if (!this.canGrubWrite) return 'environment';
    files.byPlace[OLD_GRUBENV] = text.replace(/^next_entry=.*$/m, 'next_entry=');
    return 'environment';
  }

  put(path: string, text: string): CommandResult {
    this.files.set(path, text);
    return answer('');
  }

  #read(command: ShellCommand): CommandResult {
    const name = scriptName(command);
    if (name !== null && command.kind === 'simple')
      return readByScript(this, name, command.words.slice(4));
    const [tool = '', ...words] = command.kind === 'simple' ? command.words : [];
    const { state, files } = this;
    const last = words.at(-1) ?? '';
    const read: Record<string, () => CommandResult> = {
      blkid: () => {
        const found = state.volumes[last];
        return found === undefined
          ? answer('', 2)
          : answer(`TYPE=${found.type}\nLABEL=${found.label}\nUUID=${found.uuid}\n`);
      },
      hostname: () => answer('web-1\n'),
      debugfs: () =>
        answer(
          files.byPlace[words.includes('cat /no-return') ? `${last}:/no-return` : OLD_GRUBENV] ??
            '',
        ),
      test: () => answer('', files.get(last) === undefined ? 1 : 0),
      cat: () => {
        if (last === '/proc/swaps') return answer(['Filename Type', ...state.swaps].join('\n'));
        if (last === '/proc/mounts')
          return answer(
            Object.entries(files.mounts)
              .map(([dir, device]) => `${device} ${dir} ext4 rw 0 0`)
              .join('\n'),
          );
        if (last === '/proc/cmdline')
          return answer(
            `ro console=ttyS0,115200 ${state.system === 'old' ? this.cmdlineOfOld : 'panic=10'}\n`,
          );
        if (last.startsWith('/sys/class/block/')) return answer(placeIn(state, last));
        const text = files.get(last);
        return text === undefined ? answer('', 1) : answer(text);
      },
    };
    return read[tool]?.() ?? answer('', 127);
  }

  /** Null where the command is no script of ours. */
  #changeByScript(command: ShellCommand, stdin: string): CommandResult | null {
    const name = scriptName(command);
    if (name === null || command.kind !== 'simple') return null;
    const [last = ''] = command.words.toReversed();
    if (name === 'stem-shell')
      return this.scripts.get(stdin === '' ? last : stdin)?.() ?? answer('');
    return changeByScript(this, [name, ...command.words.slice(4)], stdin);
  }

  #change(command: ShellCommand, stdin: string): CommandResult {
    if (command.kind === 'joined')
      return command.parts.map((part) => this.#change(part, stdin)).at(-1) ?? answer('');
    const byScript = this.#changeByScript(command, stdin);
    if (byScript !== null) return byScript;
    const [tool = '', ...words] = command.kind === 'simple' ? command.words : [];
    const { state, files } = this;
    const [last = '', beforeLast = ''] = words.toReversed();
    const volume = (type: string): CommandResult => {
      files.format(last);
      state.volumes[last] = {
        type,
        label: valueAfter(words, '-L'),
        uuid: type === 'swap' ? valueAfter(words, '-U') : '(new)',
      };
      return answer('');
    };
    const done = (): CommandResult => answer('');
    const change: Record<string, () => CommandResult> = {
      'mkfs.ext4': () => volume('ext4'),
      mkswap: () => volume('swap'),
      e2label: () => {
        Object.assign(state.volumes[beforeLast] ?? {}, { label: last });
        return done();
      },
      swapoff: () => ((state.swaps = state.swaps.filter((device) => device !== last)), done()),
      swapon: () => (state.swaps.push(last), done()),
      mount: () => ((files.mounts[last] = beforeLast), done()),
      umount: () => (Reflect.deleteProperty(files.mounts, last), done()),
      cp: () => this.put(last, files.get(beforeLast) ?? ''),
      'grub-script-check': done,
      rm: () => {
        for (const path of words.slice(1)) files.remove(path);
        return done();
      },
      mv: () => {
        if (files.get(`${last}/owner`) !== undefined) return answer('', 1);
        files.move(beforeLast, last);
        return done();
      },
      touch: () => this.put(last, ''),
      ln: () => this.put(last, beforeLast),
      sync: done,
      mkdir: done,
      sha256sum: done,
      sh: () => this.scripts.get(stdin)?.() ?? done(),
    };
    return (change[tool] ?? unknownTool)();
  }
}

const bootedBy = (choice: BootChoice | null): SystemName =>
  choice === null || choice.trial || choice.mode === 'new' ? 'new' : 'environment';

const TO_OLD: BootChoice = { mode: 'old', trial: false };
const OLD_GRUBENV = `old:${GRUBENV}`;

const valueAfter = (words: readonly string[], option: string): string =>
  words.includes(option) ? (words[words.indexOf(option) + 1] ?? '') : '';

/** `/sys/class/block/sda5/size` */
function placeIn({ disk }: DeviceState, path: string): string {
  const place = disk.seen[`/dev/${path.split('/')[4] ?? ''}`];
  return place === undefined ? '' : `${String(place.start)}\n${String(place.length)}\n`;
}

const unknownTool = (): CommandResult => answer('', 127);
