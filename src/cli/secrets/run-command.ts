import { spawnSync } from 'node:child_process';
import { Secret } from '../../model/secret.ts';

/** A password manager may ask for a touch of a key; one that hangs must not hold up an operator for long. */
const TIMEOUT_MS = 60_000;
const MOST_BYTES = 64 * 1024;

export type CommandResult =
  | { readonly kind: 'secret'; readonly secret: Secret }
  | { readonly kind: 'problem'; readonly problem: string };

export interface CommandLimits {
  readonly timeoutMs: number;
  readonly mostBytes: number;
}

/**
 * The first thing a command prints, as a secret, without the newline at its end. Its stderr stays with the operator, who may have
 * to answer it. Only its exit code is told on: what it prints may be the secret.
 */
export function secretOf(
  words: readonly [string, ...string[]],
  env: Readonly<NodeJS.ProcessEnv>,
  limits: CommandLimits = { timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES },
): CommandResult {
  const [program, ...args] = words;
  const ran = spawnSync(program, args, {
    env,
    stdio: ['inherit', 'pipe', 'inherit'],
    timeout: limits.timeoutMs,
    maxBuffer: limits.mostBytes,
    killSignal: 'SIGKILL',
  });
  const problem = problemOf(ran, limits);
  if (problem !== null) return { kind: 'problem', problem };
  const text = ran.stdout.toString('utf8').replace(/[\r\n]+$/, '');
  if (text === '') return { kind: 'problem', problem: 'printed nothing' };
  return { kind: 'secret', secret: new Secret(text) };
}

function problemOf(
  { error, status, signal }: ReturnType<typeof spawnSync>,
  { timeoutMs, mostBytes }: CommandLimits,
): string | null {
  const code = error !== undefined && 'code' in error ? error.code : undefined;
  if (code === 'ETIMEDOUT') return `did not end within ${String(timeoutMs / 1000)} s`;
  if (code === 'ENOBUFS') return `printed more than ${String(mostBytes)} bytes`;
  if (code === 'ENOENT') return 'is not there';
  if (error !== undefined) return `could not be run (${String(code)})`;
  if (signal !== null) return `was ended by ${signal}`;
  return status === 0 ? null : `ended with exit code ${String(status)}`;
}
