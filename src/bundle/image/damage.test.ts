import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { diskOf, FIVE, makeImage, quietly } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { randomFrom } from '../../../test/faults/replay/random.ts';
import { StemError } from '../../model/errors.ts';
import { balenaSystem } from './balena-system.ts';
import type { Disk } from './disk.ts';
import { readFatFile } from './fat-file.ts';
import { findFileSystems } from './found-file-systems.ts';
import { readLoader } from './loader.ts';
import { readTable } from './table.ts';
import { unpackedDisk } from './unpack.ts';

/** Whatever an image claims, a refusal is a sentence, and no hang. Another seed: STEM_SEED=N. */
const SEED = Number(process.env['STEM_SEED'] ?? '4242');
/** A hang, on the slowest machine. */
const LIMIT_MS = 120_000;

type Random = (below: number) => number;

function randomOf(seed: number): Random {
  const random = randomFrom(seed);
  return (below) => Math.floor(random() * below);
}

const ODD = [0, 1, 2, 0x7f, 0x80, 0xee, 0xff] as const;

/** A few bytes, words or runs of a piece become others: often such as are at the edge of what fits. */
function damage(piece: Buffer, random: Random): Buffer {
  const damaged = Buffer.from(piece);
  for (let count = 1 + random(4); count > 0; count -= 1) {
    const at = random(damaged.length - 7);
    const bytes = [1, 2, 4, 8][random(4)] ?? 1;
    if (random(2) === 0) damaged.fill(ODD[random(ODD.length)] ?? 0, at, at + bytes);
    else for (let each = 0; each < bytes; each += 1) damaged[at + each] = random(256);
  }
  return damaged;
}

/** @returns whether it was refused. Anything but a refusal, a bug or a hang, fails the test. */
async function isRefused(work: () => Promise<unknown>, shown: string): Promise<boolean> {
  const begin = Date.now();
  try {
    await work();
    return false;
  } catch (error) {
    assert.ok(error instanceof StemError, `${shown}: ${String(error)}`);
    assert.equal(error.code, 'BUNDLE_INVALID', `${shown}: ${error.message}`);
    assert.match(error.message, /^[^\n]{10,600}$/, shown);
    return true;
  } finally {
    assert.ok(Date.now() - begin < LIMIT_MS, `${shown}: it took ${String(Date.now() - begin)} ms`);
  }
}

interface Place {
  readonly at: number;
  readonly bytes: number;
}

/** What the readers look at: GRUB's numbers, the tables, the chain of logical partitions, and the head of each file system. */
async function placesIn(disk: Disk): Promise<readonly Place[]> {
  const table = await readTable(disk);
  assert.ok(table !== null, 'the image has a table');
  const tables = [
    { at: 0x58, bytes: 16 },
    { at: 446, bytes: 66 },
    ...(table.kind === 'gpt'
      ? [
          { at: 512, bytes: 92 },
          { at: 1024, bytes: 1024 },
          { at: 2 ** 20 + 488, bytes: 24 },
        ]
      : [{ at: 512 + 488, bytes: 24 }]),
  ];
  const heads = table.partitions.flatMap(({ start }) => [
    { at: start, bytes: 96 },
    { at: start + 1024, bytes: 400 },
    // In an MBR, of a logical partition.
    ...(table.kind === 'mbr' ? [{ at: start - 2 ** 20 + 446, bytes: 66 }] : []),
  ]);
  return [...tables, ...tables, ...tables, ...heads];
}

interface Hurt {
  readonly disk: Disk;
  readonly rounds: number;
  readonly work: () => Promise<unknown>;
}

/** Damages one place after another in the open file, and mends it again. @returns how many rounds were refused */
async function hurt(t: TestContext, file: string, { disk, rounds, work }: Hurt): Promise<number> {
  const random = randomOf(SEED);
  const places = await placesIn(disk);
  const sound = readFileSync(file);
  const fd = openSync(file, 'r+');
  t.after(() => {
    closeSync(fd);
  });
  let refused = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { at, bytes } = places[random(places.length)] ?? { at: 0, bytes: 512 };
    const piece = sound.subarray(at, at + bytes);
    writeSync(fd, damage(piece, random), 0, bytes, at);
    const shown = `seed ${String(SEED)}, round ${String(round)}, byte ${String(at)}`;
    if (await isRefused(work, shown)) refused += 1;
    writeSync(fd, piece, 0, bytes, at);
  }
  assert.equal(await isRefused(work, 'mended'), false, 'the mended image is taken');
  return refused;
}

/** What is read without another program. */
async function readAll(disk: Disk): Promise<void> {
  const table = await readTable(disk);
  if (table === null) return;
  for (const { fileSystem } of await findFileSystems(disk, table))
    if (fileSystem.kind === 'vfat')
      await readFatFile(disk, fileSystem.fat, { name: 'os-release', mostBytes: 65_536 });
  await readLoader(disk, table);
}

describe('an image with damaged bytes', () => {
  for (const kind of ['mbr', 'gpt'] as const) {
    it(`is read or refused, soon and by a sentence: ${kind}`, async (t) => {
      const dir = scratch(t);
      const file = makeImage(dir, FIVE, { kind });
      const disk = await diskOf(t, file);
      const refused = await hurt(t, file, { disk, rounds: 600, work: () => readAll(disk) });
      assert.ok(refused > 100, `only ${String(refused)} of 600 were refused`);
      const whole = (): Promise<unknown> =>
        quietly(dir, (workshop) => balenaSystem(disk, workshop));
      await hurt(t, file, { disk, rounds: 12, work: whole });
    });
  }

  it('is not taken where its file is cut off anywhere', async (t) => {
    const dir = scratch(t);
    const whole = readFileSync(makeImage(dir, FIVE));
    const random = randomOf(SEED);
    for (let round = 0; round < 12; round += 1) {
      const bytes = random(whole.length - 2 ** 21);
      const disk = await diskOf(t, whole.subarray(0, bytes), dir);
      const work = (): Promise<unknown> => quietly(dir, (workshop) => balenaSystem(disk, workshop));
      assert.ok(await isRefused(work, `${String(bytes)} bytes`), `${String(bytes)} bytes taken`);
    }
  });
});

const PACKERS = {
  gzip: 'gzip -c disk >packed',
  xz: 'xz -c disk >packed',
  zstd: 'zstd -qc disk >packed',
  zip: 'cp disk a.img && zip -q packed.zip a.img && mv packed.zip packed',
};

describe('a packed image with damaged bytes', () => {
  for (const [name, command] of Object.entries(PACKERS))
    it(`is unpacked or refused, soon and by a sentence: ${name}`, async (t) => {
      const dir = scratch(t);
      const random = randomOf(SEED);
      const content = Buffer.from(Array.from({ length: 200_000 }, () => random(64)));
      writeFileSync(join(dir, 'disk'), content);
      execFileSync('sh', ['-c', command], { cwd: dir });
      const packed = readFileSync(join(dir, 'packed'));
      let taken = 0;
      for (let round = 0; round < 25; round += 1) {
        const edge = round % 2 === 0 ? 0 : packed.length - 128;
        const piece = damage(packed.subarray(edge, edge + 128), random);
        const other = Buffer.concat([packed.subarray(0, edge), piece, packed.subarray(edge + 128)]);
        const cut = round % 5 === 4 ? other.subarray(0, random(other.length)) : other;
        const disk = await diskOf(t, cut, dir);
        const unpacked = (): Promise<void> =>
          quietly(dir, async (workshop) => {
            const { handle, bytes } = await unpackedDisk(disk, workshop);
            // Magic bytes that are gone make a raw image of it, which has no table.
            if (handle === disk.handle) return;
            taken += 1;
            assert.ok(bytes <= 2 ** 20, `${String(bytes)} bytes`);
          });
        await isRefused(unpacked, `seed ${String(SEED)}, round ${String(round)}`);
      }
      assert.ok(taken < 20, `${String(taken)} of 25 were unpacked`);
    });
});
