import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, beforeEach } from 'node:test';
import { render, type ShellCommand } from '../../src/model/command.ts';

/** What an operator, or a device, may put into a value. None of it may ever be more than a value. */
export const HOSTILE = [
  'two  words',
  "it's",
  '"quoted"',
  'line\nbreak',
  '-rf',
  '$(touch pwned)',
  '`touch pwned`',
  '; touch pwned',
  '*',
  'back\\slash',
] as const;

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  readonly input?: string;
  /** Where the tools are that nobody faked. */
  readonly path?: string;
  readonly env?: Readonly<Record<string, string>>;
}
const TOOLS = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Folders of a device. A script that names them is given those of the sandbox; programs and other devices are this machine's. */
const PLACES = String.raw`/(?:etc|boot|proc|sys|var|run|dev/(?:disk|mapper|watchdog))`;
const IN_TEXT = new RegExp(
  String.raw`(?<![\w})"'*.\]$-]["']?)(["']?)(?=${PLACES}(?:[/*\s"')]|$))`,
  'gm',
);
const AT_START = new RegExp(`^(?=${PLACES}(?:/|$))`);

/**
 * A folder that stands in for a device's `/`. Commands run in a real dash, with the paths of a device moved into it,
 * and with programs that are faked. `log` has the calls of those, in order. Output names the paths as a device does.
 */
export class Sandbox {
  readonly root = mkdtempSync(join(tmpdir(), 'stem-dash-'));
  private readonly bin = join(this.root, 'bin');
  private readonly calls = join(this.root, 'calls');

  /** The processes of this machine are then the device's as well. */
  sharesProcesses = false;

  constructor() {
    mkdirSync(this.bin);
    symlinkSync('/bin/dash', join(this.bin, 'sh'));
    // Nothing here is worth a real sync, and others work on this machine.
    this.fake('sync');
    this.put('/proc/sys/vm/drop_caches');
    mkdirSync(this.at('/run'), { recursive: true });
  }

  readonly at = (path: string): string => join(this.root, path);

  /** A file, with its folders. `@/` in the text is the sandbox itself. */
  put(path: string, text: string | Uint8Array = '', mode = 0o644): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    const content = typeof text === 'string' ? text.replaceAll('@/', `${this.root}/`) : text;
    writeFileSync(this.at(path), content, { mode });
  }

  putAll(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) this.put(path, text);
  }

  link(path: string, to: string): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    symlinkSync(to, this.at(path));
  }

  text(path: string): string {
    return this.shown(readFileSync(this.at(path), 'utf8'));
  }

  /** A program in front of the real one: it writes its name and arguments to the log, then does this. */
  fake(name: string, script = ''): void {
    const text = `#!/bin/dash\nprintf '%s\\n' "${name}\${*:+ $*}" >>'${this.calls}'\n${script.replaceAll('@/', `${this.root}/`)}\n`;
    writeFileSync(join(this.bin, name), text, { mode: 0o755 });
  }

  log(): readonly string[] {
    try {
      return this.shown(readFileSync(this.calls, 'utf8')).trimEnd().split('\n');
    } catch {
      return [];
    }
  }

  run(command: ShellCommand, { input = '', path = TOOLS, env = {} }: Options = {}): Ended {
    const { status, stdout, stderr } = spawnSync('/bin/dash', ['-c', render(this.moved(command))], {
      cwd: this.root,
      encoding: 'utf8',
      input,
      timeout: 20_000,
      env: { ...env, PATH: `${this.bin}:${path}` },
    });
    return { exitCode: status, stdout: this.shown(stdout), stderr: this.shown(stderr) };
  }

  /** As `run`, while servers of the test go on answering. */
  ran(command: ShellCommand): Promise<Ended> {
    return new Promise((resolve) => {
      const child = execFile(
        '/bin/dash',
        ['-c', render(this.moved(command))],
        { cwd: this.root, timeout: 20_000, env: { PATH: `${this.bin}:${TOOLS}` } },
        (_, stdout, stderr) => {
          const { exitCode } = child;
          resolve({ exitCode, stdout: this.shown(stdout), stderr: this.shown(stderr) });
        },
      );
    });
  }

  /** What it prints, where it has to work. */
  prints(command: ShellCommand): string {
    const { exitCode, stdout, stderr } = this.run(command);
    assert.deepEqual([exitCode, stderr], [0, '']);
    return stdout;
  }

  /** A process that a test has left may still write there. */
  remove(): void {
    for (let left = 20; ; left -= 1) {
      try {
        rmSync(this.root, { recursive: true, force: true });
        return;
      } catch (error) {
        if (left === 0) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      }
    }
  }

  private shown(text: string): string {
    return text.replaceAll(this.root, '');
  }

  private moved(command: ShellCommand): ShellCommand {
    if (command.kind === 'joined')
      return { ...command, parts: command.parts.map((part) => this.moved(part)) };
    if (command.kind === 'raw') return command;
    const words = command.words.map((word) => word.replace(AT_START, this.root));
    const at = words.indexOf('-c') + 1;
    if (at > 0) {
      const text = (words[at] ?? '').replace(IN_TEXT, `$1${this.root}`);
      const shared = new RegExp(`${this.root}(?=/proc/[[}$])`, 'g');
      words[at] = (this.sharesProcesses ? text.replace(shared, '') : text).replace(
        /^cd \/$/gm,
        `cd ${this.root}`,
      );
    }
    return { ...command, words };
  }
}

/** A fresh sandbox before each test of a `describe`. */
export function sandboxed(prepare: (box: Sandbox) => void = () => undefined): () => Sandbox {
  let box: Sandbox | undefined;
  beforeEach(() => {
    box?.remove();
    box = new Sandbox();
    prepare(box);
  });
  after(() => {
    box?.remove();
  });
  return () => box ?? assert.fail('no test runs');
}

/** The text of a script is a constant, and each hostile value is one of its words, as it is. */
export function keepsOutOfText(make: (value: string) => ShellCommand): void {
  const textOf = (command: ShellCommand): readonly string[] =>
    command.kind === 'joined'
      ? command.parts.flatMap(textOf)
      : command.kind === 'simple'
        ? [command.words[2] ?? '']
        : [command.text];
  const wordsOf = (command: ShellCommand): readonly string[] =>
    command.kind === 'joined'
      ? command.parts.flatMap(wordsOf)
      : command.kind === 'simple'
        ? command.words.slice(4)
        : [];
  for (const value of HOSTILE) {
    assert.deepEqual(textOf(make(value)), textOf(make('plain')), value);
    assert.ok(
      wordsOf(make(value)).some((word) => word.includes(value)),
      value,
    );
  }
}
