import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Lane } from './lane.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const COMMAND_MS = 25 * 60_000;
/** A device says that somebody drives it while a job of the lost controller runs, or a link of it is not given up yet. */
const BUSY = { code: 75, tries: 40, pauseMs: 15_000 };
const MOST_SAID = 3000;

/**
 * A controller that knows nothing but the inventory: the journal is lost, and the command makes it anew from what the device
 * says.
 * @returns how often it had to be given @throws where it does not end well
 */
export async function goOnWithoutJournal(
  lane: Lane,
  command: 'resume' | 'rollback',
): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    for (const end of ['', '-wal', '-shm']) await rm(`${lane.journal}${end}`, { force: true });
    const { code, said } = await stemRemote(lane, command);
    if (code === 0) return tries;
    const isBusy = code === BUSY.code || said.includes('still drives the device');
    if (!isBusy || tries >= BUSY.tries) throw new Error(`${command} --from-device: ${said}`);
    await sleep(BUSY.pauseMs);
  }
}

async function stemRemote(
  lane: Lane,
  command: string,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const words = [command, '--from-device', '-i', lane.inventory];
  let said = '';
  const child = execFile(process.execPath, ['--import', 'tsx', MAIN, ...words], {
    env: { ...process.env, STEM_JOURNAL: lane.journal },
    timeout: COMMAND_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said = (said + String(chunk)).slice(-MOST_SAID)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}
