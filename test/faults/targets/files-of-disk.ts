import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { runProgram } from '../../../vagrant/run-program.ts';

const SDA1_OFFSET = 2048 * 512;

/** Copies `/boot/KIND-…` of a lab device's raw disk to `dir/KIND`, without mounting it. Gives the copies' paths. */
export async function filesOfDisk(
  disk: string,
  kinds: readonly string[],
  dir: string,
): Promise<readonly string[]> {
  const ask = (request: string): Promise<string> =>
    runProgram(['debugfs', '-R', request, `${disk}?offset=${String(SDA1_OFFSET)}`], {
      timeoutMs: 60_000,
    });
  const names = (await ask('ls -p /boot')).split('\n').map((row) => row.split('/')[5] ?? '');
  const copies: string[] = [];
  for (const kind of kinds) {
    const name = names.find((candidate) => candidate.startsWith(`${kind}-`));
    if (name === undefined) throw new Error(`${disk} has no ${kind} in /boot`);
    const copy = join(dir, kind);
    await rm(copy, { force: true });
    await ask(`dump /boot/${name} ${copy}`);
    copies.push(copy);
  }
  return copies;
}
