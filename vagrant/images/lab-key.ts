import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { runProgram } from '../run-program.ts';
import { cached } from './cache.ts';

/** The path of a private key of the lab, made once on this machine; the public one lies beside it. `name` says what it is for. */
export async function labKey(name: string): Promise<string> {
  const dir = await cached(name, ['ed25519'], async (out) => {
    await mkdir(out, { mode: 0o700 });
    const key = join(out, 'id_ed25519');
    await runProgram(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'stem-lab', '-f', key], {
      timeoutMs: 60_000,
    });
    await chmod(key, 0o600);
  });
  return join(dir, 'id_ed25519');
}
