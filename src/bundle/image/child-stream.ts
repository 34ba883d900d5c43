import { spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { StemError } from '../../model/errors.ts';

export interface Program {
  readonly argv: readonly [file: string, ...args: string[]];
  /** File descriptors of this process: its stdin, and its descriptor 3. */
  readonly stdin?: number | undefined;
  readonly extra?: number | undefined;
  /** It is killed when nothing came out of it for so long. */
  readonly silenceMs: number;
}

/** What a program prints, piece by piece. @throws Error in the program's own words where it fails */
export async function* outputOf(program: Program): AsyncGenerator<Buffer> {
  const [file, ...args] = program.argv;
  const stdio: StdioOptions = [program.stdin ?? 'ignore', 'pipe', 'pipe'];
  if (program.extra !== undefined) stdio.push(program.extra);
  const child = spawn(file, args, { stdio, env: { ...process.env, LC_ALL: 'C' } });
  const ended = once(child, 'close');
  // Looked at below; a program that isn't there says so before anybody waits.
  ended.catch(() => undefined);
  const said = lastWords(child.stderr);
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort();
    child.kill('SIGKILL');
  }, program.silenceMs);
  try {
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      yield chunk;
      timer.refresh();
    }
    const [code] = (await ended.catch((cause: unknown) => {
      throw missing(file, cause);
    })) as readonly unknown[];
    if (silence.signal.aborted)
      throw new Error(`${file} did not go on for ${String(program.silenceMs)} ms`);
    if (code !== 0) throw new Error(said() || `${file} ended with ${String(code)}`);
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

function lastWords(stream: Readable | null): () => string {
  let said = '';
  stream?.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-1000)));
  return () => said.trim().split('\n').at(-1) ?? '';
}

const PACKAGES: Readonly<Record<string, string>> = { debugfs: 'e2fsprogs', xz: 'xz-utils' };

function missing(file: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !cause.message.includes('ENOENT')) return cause;
  return new StemError(`there is no ${file} here`, {
    code: 'FILE_UNREADABLE',
    hint: `Install ${PACKAGES[file] ?? file}.`,
    cause,
  });
}
