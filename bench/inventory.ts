/**
 * 10,000 hosts in 500 groups, read by `ansible-inventory` and by `stem-remote inventory`, one after the other in each round, so that
 * both meet the same noise. Whole commands, from their start to their end, ours as it is installed:
 * npm run build && node --import tsx bench/inventory.ts [ROUNDS]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fileURLToPath } from 'node:url';

const GROUPS = 500;
const HOSTS_IN_A_GROUP = 20;
/** Each tenth group is a region, the parent of the nine before it. */
const REGION = 10;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const OURS = [process.execPath, join(ROOT, 'dist/cli/main.js'), 'inventory'];
const THEIRS = ['ansible-inventory'];

function inventoryText(): string {
  const sections = Array.from({ length: GROUPS }, (_, index) => {
    const site = `site_${String(index)}`;
    const hosts = Array.from(
      { length: HOSTS_IN_A_GROUP },
      (__, host) =>
        `dev-${String(index)}-${String(host)} ansible_host=10.0.0.1 rack=${String(host)}`,
    );
    const isRegion = index % REGION === REGION - 1;
    const below = Array.from({ length: REGION - 1 }, (__, at) => `site_${String(index - 1 - at)}`);
    return [
      `[${site}]`,
      ...hosts,
      `[${site}:vars]`,
      `site=${site}`,
      `ansible_port=${String(2200 + index)}`,
      ...(isRegion ? [`[${site}:children]`, ...below] : []),
    ].join('\n');
  });
  return `${sections.join('\n')}\n[all:vars]\nansible_user=ops\nlimits={'up': 1.5, 'down': [1, 2]}\n`;
}

interface Timed {
  readonly seconds: number;
  readonly stdout: string;
}

function run(words: readonly string[]): Timed {
  const [command = '', ...args] = words;
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${String(status)}: ${stderr}`);
  return { seconds: (performance.now() - startedAt) / 1000, stdout };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const isSame = (way: string, a: string, b: string): boolean =>
  way === '--list' ? isDeepStrictEqual(JSON.parse(a), JSON.parse(b)) : a.trimEnd() === b.trimEnd();

function compare(way: string, file: string, rounds: number): string {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const a = run([...THEIRS, '-i', file, way]);
    const b = run([...OURS, '-i', file, way]);
    if (!isSame(way, a.stdout, b.stdout)) throw new Error(`${way}: the two differ`);
    theirs.push(a.seconds);
    ours.push(b.seconds);
  }
  const [mine, other] = [median(ours), median(theirs)];
  return `${way}: ansible-inventory ${other.toFixed(1)} s, stem-remote ${mine.toFixed(1)} s: ${(other / mine).toFixed(1)} times as fast`;
}

const folder = mkdtempSync(join(tmpdir(), 'stem-bench-'));
try {
  const file = join(folder, 'fleet.ini');
  writeFileSync(file, inventoryText());
  const rounds = Number(process.argv[2] ?? '3');
  for (const way of ['--graph', '--list'])
    process.stdout.write(`${compare(way, file, rounds)} (median of ${String(rounds)})\n`);
} finally {
  rmSync(folder, { recursive: true });
}
