/**
 * The memory that `bundle build --from-image` takes for an image of 4 GiB, of each kind that it reads, beside the time: what a
 * laptop has to have. A quarter of the image is random, the rest zeros, as in what balena hands out. Node and the programs that it
 * starts are counted together, at every moment:
 * npm run build && node --import tsx bench/image-memory.ts [raw gz zst xz zip]
 */
import { execFileSync, spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { FIVE, makeImage } from '../test/fakes/balena-image.ts';
import { makeParts } from '../test/fakes/bundle-parts.ts';

const MIB = 2 ** 20;
const DATA_MIB = 4060;
const RANDOM_FILES = 32;
const RANDOM_FILE_MIB = 32;
const EVERY_MS = 100;
const MOST_MB = 300;

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
/** Quick ones: what is measured reads, and does not care how well it was packed. */
const PACKERS: Readonly<Record<string, readonly string[]>> = {
  raw: [],
  gz: ['gzip', '-1', '-k'],
  zst: ['zstd', '-q', '-1', '-k'],
  xz: ['xz', '-0', '-T2', '-k'],
  zip: ['zip', '-q', '-1', 'disk.zip'],
};

function makeBigImage(dir: string): string {
  const tree = join(dir, 'data');
  mkdirSync(tree);
  const block = Buffer.alloc(MIB);
  for (let file = 0; file < RANDOM_FILES; file += 1) {
    const out = openSync(join(tree, `layer-${String(file)}`), 'w');
    for (let mib = 0; mib < RANDOM_FILE_MIB; mib += 1) writeSync(out, randomFillSync(block));
    closeSync(out);
  }
  const big = FIVE.map((each) =>
    each.label === 'resin-data'
      ? { label: each.label, fileSystem: each.fileSystem, mib: DATA_MIB, tree }
      : each,
  );
  return makeImage(dir, big);
}

/** `pid` and all that it started, in bytes of resident memory; what they share is counted for each. */
function residentBytes(pid: number): number {
  const parents = new Map<number, number>();
  const resident = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      resident.set(Number(name), Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (one: number): boolean => {
    const parent = parents.get(one);
    return one === pid || (parent !== undefined && parent > 1 && isOurs(parent));
  };
  return [...resident].reduce((sum, [one, bytes]) => sum + (isOurs(one) ? bytes : 0), 0);
}

interface Measured {
  readonly seconds: number;
  readonly peakBytes: number;
}

async function measure(image: string, environment: string, out: string): Promise<Measured> {
  const startedAt = performance.now();
  const words = [MAIN, 'bundle', 'build', '--from-image', image, '--out', out];
  const child = spawn(process.execPath, [...words, '--environment', environment], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<number | null>((done) => child.on('exit', done));
  let peakBytes = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peakBytes = Math.max(peakBytes, residentBytes(child.pid ?? -1));
    await sleep(EVERY_MS);
  }
  if ((await ended) !== 0) throw new Error(`bundle build of ${image} failed`);
  return { seconds: (performance.now() - startedAt) / 1000, peakBytes };
}

const folder = mkdtempSync(join(tmpdir(), 'stem-bench-'));
try {
  const wanted = process.argv.slice(2);
  const image = makeBigImage(folder);
  const environment = makeParts(folder);
  for (const [kind, packer] of Object.entries(PACKERS)) {
    if (wanted.length > 0 && !wanted.includes(kind)) continue;
    const packed =
      kind === 'raw'
        ? image
        : join(folder, kind === 'zip' ? 'disk.zip' : `${image}.${kind}`.slice(folder.length + 1));
    const [program, ...args] = packer;
    if (program !== undefined) execFileSync(program, [...args, image], { cwd: folder });
    const out = join(folder, 'bundle.tar');
    const { seconds, peakBytes } = await measure(packed, environment, out);
    const peak = peakBytes / 1e6;
    process.stdout.write(
      `${kind}: ${(statSync(packed).size / 1e6).toFixed(0)} MB, at most ${peak.toFixed(0)} MB of memory (${peak < MOST_MB ? 'less' : 'MORE'} than ${String(MOST_MB)}), ${seconds.toFixed(0)} s\n`,
    );
    if (peak >= MOST_MB) process.exitCode = 1;
    rmSync(out);
    if (kind !== 'raw') rmSync(packed);
  }
} finally {
  rmSync(folder, { recursive: true });
}
