import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CliResult } from './run-cli.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PATIENCE_MS = 60_000;

/** The real command as a process that is watched and sent signals. */
export class StartedCli {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), `${ROOT}src/cli/main.ts`, ...args],
      {
        cwd: ROOT,
        env: { PATH: process.env['PATH'], HOME: '/nowhere', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.#child.stdout?.on('data', (data: Buffer) => (this.#stdout += data.toString()));
    this.#child.stderr?.on('data', (data: Buffer) => (this.#stderr += data.toString()));
    this.#ended = once(this.#child, 'close');
  }

  /** Waits until it has said that on stderr. */
  async says(pattern: RegExp): Promise<void> {
    const limit = AbortSignal.timeout(PATIENCE_MS);
    while (!pattern.test(this.#stderr)) {
      if (this.#child.exitCode !== null) throw new Error(`it ended without it: ${this.#all()}`);
      await Promise.race([
        once(this.#child.stderr ?? this.#child, 'data', { signal: limit }).catch(() => {
          throw new Error(`it does not say ${String(pattern)}: ${this.#all()}`);
        }),
        this.#ended,
      ]);
    }
  }

  stderr(): string {
    return this.#stderr;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async end(): Promise<CliResult> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS);
    await this.#ended;
    clearTimeout(timer);
    return { code: this.#child.exitCode ?? -1, stdout: this.#stdout, stderr: this.#stderr };
  }

  #all(): string {
    return `${this.#stdout}\n${this.#stderr}`;
  }
}
