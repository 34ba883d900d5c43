import { spawnSync } from 'node:child_process';
import { accessSync, closeSync, constants, openSync, readSync } from 'node:fs';
import { StemError } from '../../model/errors.ts';

/** A cloud's inventory takes seconds; one that hangs must not hold up an operator for long. */
const TIMEOUT_MS = 60_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** Of what a script writes to stderr, this much is shown. */
const SHOWN = 400;

const SHEBANG = '#!';
const ELF = '\x7fEL';

/** It can be executed, and looks like a program: on a disk without rights every file can be executed. */
export function isScript(file: string): boolean {
  const start = startOf(file);
  if (!start.startsWith(SHEBANG) && !start.startsWith(ELF)) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** It begins like a program. */
export const hasShebang = (file: string): boolean => startOf(file).startsWith(SHEBANG);

function startOf(file: string): string {
  const start = Buffer.alloc(3);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, start, 0, start.length, 0);
  } finally {
    closeSync(handle);
  }
  return start.toString('latin1');
}

/** What an executable inventory prints. Its time and its output have limits. @throws StemError INVENTORY_INVALID */
export function runScript(
  file: string,
  args: readonly string[],
  limits: { readonly timeoutMs: number; readonly mostBytes: number } = {
    timeoutMs: TIMEOUT_MS,
    mostBytes: MOST_BYTES,
  },
): Buffer {
  const { timeoutMs, mostBytes } = limits;
  const ran = spawnSync(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    maxBuffer: mostBytes,
    killSignal: 'SIGKILL',
  });
  const failure = failureOf(ran, limits);
  if (failure === null) return ran.stdout;
  const call = [file, ...args].join(' ');
  throw new StemError(`${call} ${failure}${stderrOf(ran.stderr)}`, {
    code: 'INVENTORY_INVALID',
    hint: 'Run it yourself, and mend what it says.',
    cause: ran.error,
  });
}

type Ran = ReturnType<typeof spawnSync>;

function failureOf(
  { error, status, signal }: Ran,
  { timeoutMs, mostBytes }: { readonly timeoutMs: number; readonly mostBytes: number },
): string | null {
  const code = error !== undefined && 'code' in error ? error.code : undefined;
  if (code === 'ETIMEDOUT') return `did not end within ${String(timeoutMs / 1000)} s`;
  if (code === 'ENOBUFS') return `printed more than ${String(mostBytes)} bytes`;
  if (error !== undefined) return `could not be run: ${error.message}`;
  if (signal !== null) return `was ended by ${signal}`;
  return status === 0 ? null : `ended with exit code ${String(status)}`;
}

function stderrOf(stderr: string | Buffer | null): string {
  const said = String(stderr ?? '').trim();
  return said === '' ? '' : `\n    ${said.slice(-SHOWN).replaceAll('\n', '\n    ')}`;
}
