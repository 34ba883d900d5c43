import type { AptSources } from '../apt-sources.ts';
import { runProgram } from '../run-program.ts';
import { cached } from './cache.ts';

const FETCH_TIMEOUT_MS = 30 * 60_000;

export interface PackageSet {
  /** Of the tar in the cache: `NAME.tar`. */
  readonly name: string;
  readonly sources: AptSources;
  readonly packages: readonly string[];
}

/** A tar of the packages and what they depend on, unpacked and not set up: none of their scripts ran. */
export async function fetchPackages(
  { name, sources, packages }: PackageSet,
  say: (line: string) => void,
): Promise<string> {
  const inputs = [JSON.stringify({ sources, packages })];
  return cached(`${name}.tar`, inputs, async (out) => {
    say(`Fetching ${name} from ${sources.distribution} ${sources.suite}.`);
    const options = [
      '--variant=extract',
      '--format=tar',
      '--aptopt=Acquire::Languages "none"',
      '--aptopt=APT::Install-Recommends "false"',
      ...['doc', 'info', 'locale', 'man'].map(
        (folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`,
      ),
      `--include=${packages.join(',')}`,
    ];
    await runProgram(['mmdebstrap', ...options, sources.suite, out, ...sources.lines], {
      timeoutMs: FETCH_TIMEOUT_MS,
      hint: 'See that the mirrors of /etc/apt answer (apt-get update), then build again.',
    });
  });
}
