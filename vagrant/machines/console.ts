import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Of a longer console only the end is read. */
const READ_LIMIT = 4 * 1024 * 1024;

/** The text of a console's file from a byte on; empty where it does not exist yet. */
export async function readConsole(file: string, from: number): Promise<string> {
  const size = await consoleSize(file);
  const start = Math.max(from, size - READ_LIMIT, 0);
  if (start >= size) return '';
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(size - start),
      0,
      size - start,
      start,
    );
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

export async function consoleSize(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0; // A device that was never started.
  }
}

/** The text from `from` on, once the pattern is in it; `undefined` where `giveUp` says so first. */
export async function awaitConsole(
  file: string,
  pattern: RegExp,
  options: { readonly from: number; readonly giveUp: () => Promise<boolean> },
): Promise<string | undefined> {
  for (;;) {
    // Asked before the last look: what was written until then is seen.
    const isOver = await options.giveUp();
    const text = await readConsole(file, options.from);
    if (text.search(pattern) !== -1) return text;
    if (isOver) return undefined;
    await sleep(100);
  }
}

/** What a person may read of it: lines without what would move a terminal's cursor. */
export const printable = (text: string): string =>
  // eslint-disable-next-line no-control-regex -- control sequences of a terminal are what is removed
  text.replace(/\u001b\[[0-9;?]*[A-Za-z]|[^\P{C}\n\t]/gu, '');

/** The last lines that aren't blank. */
export const lastLines = (text: string, count: number): string =>
  printable(text)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
