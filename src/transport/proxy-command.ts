import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { Pipe } from './pipe.ts';

const MOST_SAID = 500;
const KILL_MS = 2000;

/** Runs a ProxyCommand and speaks through it. It ends with the stream, with all that it started. */
export function startProxyCommand(command: string): Duplex {
  const shell = process.env['SHELL'] ?? '/bin/sh';
  // A group of its own: Ctrl-C at our terminal is for us to judge, and a pipeline ends as a whole.
  const child = spawn(shell, ['-c', `exec ${command}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-MOST_SAID);
  });
  const pipe = new Pipe({
    readable: child.stdout,
    writable: child.stdin,
    release: () => {
      end(child);
    },
  });
  const ended = (how: string): void => {
    const words = said.trim() === '' ? '' : `: ${said.trim()}`;
    pipe.destroy(new Error(`the ProxyCommand ${how}${words}`));
  };
  child.on('error', (error) => {
    ended(`can't be started (${error.message})`);
  });
  // Not `exit`: what it said last may still be on its way.
  child.on('close', (code, signal) => {
    ended(`ended with ${signal ?? String(code)}`);
  });
  return pipe;
}

function end(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const group = -child.pid;
  signalGroup(group, 'SIGHUP');
  const timer = setTimeout(() => {
    signalGroup(group, 'SIGKILL');
  }, KILL_MS);
  child.once('exit', () => {
    clearTimeout(timer);
  });
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(group, signal);
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!isGone) throw error;
  }
}
