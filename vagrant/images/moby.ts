import { join } from 'node:path';

import { aptSources } from '../apt-sources.ts';
import { runProgram } from '../run-program.ts';
import { cached, fileInputs } from './cache.ts';
import { fetchPackages } from './packages.ts';

/** The programs of a container engine, of the family that balenaEngine is of. */
export interface Moby {
  /** dockerd, docker, what they start, and a static busybox to put into an image. */
  readonly programs: string;
  /** Those are found with these variables: PATH comes before this machine's own. */
  readonly env: Readonly<Record<'PATH' | 'LD_LIBRARY_PATH', string>>;
}

/** Debian 13 has docker in a package of its own, Debian 12 in docker.io: a pattern may match nothing. */
const PACKAGES: readonly string[] = ['busybox-static', 'docker.io', '?exact-name(docker-cli)'];

const BUILD_TIMEOUT_MS = 5 * 60_000;
const TAKE = join(import.meta.dirname, 'moby/take.sh');

/**
 * The programs of this machine's distribution, or what the cache has of them. They are not installed: the packages would start a
 * daemon, and change the firewall. `say` gets whole lines.
 */
export async function buildMoby(say: (line: string) => void): Promise<Moby> {
  const sources = aptSources();
  const wanted = { name: 'moby-packages', sources, packages: PACKAGES };
  const archive = await fetchPackages(wanted, say);
  const inputs = [JSON.stringify(wanted), ...fileInputs(TAKE)];
  const folder = await cached('moby', inputs, async (out) => {
    await runProgram(['bash', TAKE, archive, out], { timeoutMs: BUILD_TIMEOUT_MS });
  });
  return mobyIn(folder, process.env['PATH']);
}

export function mobyIn(folder: string, path = '/usr/sbin:/usr/bin:/sbin:/bin'): Moby {
  const programs = join(folder, 'bin');
  return { programs, env: { PATH: `${programs}:${path}`, LD_LIBRARY_PATH: join(folder, 'lib') } };
}
