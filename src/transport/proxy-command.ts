import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pipe } from './pipe.ts';

const MOST_SAID = 500;
const KILL_MS = 2000;
/** Between the end of its output and its own, mostly nothing. */
const LAST_WORDS_MS = 1000;

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
  const words = (how: string): Error =>
    new Error(`the ProxyCommand ${how}${said.trim() === '' ? '' : `: ${said.trim()}`}`);
  const end = ending(child).then(words);
  const pipe = new Pipe({
    readable: child.stdout,
    writable: child.stdin,
    release: () => {
      kill(child);
    },
    lastWords: () =>
      Promise.race([end, sleep(LAST_WORDS_MS).then(() => words('closed its output, and goes on'))]),
  });
  void end.then((why) => pipe.destroy(why));
  return pipe;
}

/** How it ended. Not with `exit`: what it said last may still be on its way. */
const ending = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.on('error', (error) => {
      resolve(`can't be started (${error.message})`);
    });
    child.on('close', (code, signal) => {
      resolve(`ended with ${signal ?? String(code)}`);
    });
  });

/** The whole group, also where its first process has ended before the others. */
function kill({ pid }: ChildProcess): void {
  if (pid === undefined || !signalGroup(pid, 'SIGHUP')) return;
  setTimeout(() => signalGroup(pid, 'SIGKILL'), KILL_MS);
}

/** @returns whether somebody was there who got it. Nobody may signal what sudo started; its input has ended, too. */
function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leader, signal);
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
  }
}
