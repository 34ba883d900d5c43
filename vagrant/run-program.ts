import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { LabError } from './lab-error.ts';

/** Output beyond this is dropped from the front: a build's last lines say why it failed. */
const OUTPUT_LIMIT = 256 * 1024;

export interface ProgramOptions {
  /** The program and its children are killed after this time. */
  readonly timeoutMs: number;
  readonly cwd?: string;
  /** Of each stream; beyond it the front is dropped. 256 KiB where nothing is said. */
  readonly outputLimit?: number;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What to do where it fails: one imperative sentence. */
  readonly hint?: string;
}

export interface ProgramResult {
  /** `null`: ended by a signal, the timeout's included. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of this machine to its end. A non-zero exit is a result; a missing program throws. */
export async function tryProgram(
  argv: readonly [string, ...string[]],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const [file, ...args] = argv;
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...process.env, LC_ALL: 'C', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group, so that a timeout reaches the children of a builder script as well.
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  const { outputLimit = OUTPUT_LIMIT } = options;
  const keepEnd = (text: string): string =>
    text.length > outputLimit ? text.slice(-outputLimit) : text;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout = keepEnd(stdout + text)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = keepEnd(stderr + text)));
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null) killGroup(child.pid);
  };
  const timer = setTimeout(kill, options.timeoutMs);
  process.once('exit', kill);
  try {
    await once(child, 'close');
  } catch (cause) {
    throw new LabError(`${file} cannot be started.`, {
      hint: options.hint ?? `Install the package that has ${file}.`,
      cause,
    });
  } finally {
    clearTimeout(timer);
    process.off('exit', kill);
  }
  return { exitCode: child.exitCode, stdout, stderr };
}

/** Runs a program and returns its standard output. Throws a LabError with its last lines where it fails. */
export async function runProgram(
  argv: readonly [string, ...string[]],
  options: ProgramOptions,
): Promise<string> {
  const result = await tryProgram(argv, options);
  if (result.exitCode === 0) return result.stdout;
  const how = result.exitCode === null ? 'was stopped' : `ended with ${String(result.exitCode)}`;
  const lines = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-25).join('\n');
  throw new LabError(`\`${argv.join(' ')}\` ${how}:\n${lines}`, {
    hint: options.hint ?? 'Read the lines above and run the command again.',
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself between the check and the signal.
  }
}
