import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';

import { runProgram } from '../run-program.ts';

const TIMEOUT = { timeoutMs: 60_000 };
const PACK = join(import.meta.dirname, 'stand-in-os/pack.sh');

it('packs a root as a bundle wants it: a tar, and a checksum of each regular file in it', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'stem-pack-'));
  try {
    const root = join(dir, 'root');
    for (const name of ['boot', 'dev', 'run', 'tmp']) {
      await mkdir(join(root, name), { recursive: true });
    }
    await writeFile(join(root, 'boot/vmlinuz'), 'kernel');
    await writeFile(join(root, 'a file'), 'blank');
    await chmod(join(root, 'a file'), 0o4750);
    await symlink('boot/vmlinuz', join(root, 'vmlinuz'));
    await writeFile(join(root, 'dev/console'), 'left by the build');
    await writeFile(join(root, 'run/left'), 'left by the build');

    await runProgram([PACK, root, join(dir, 'out')], TIMEOUT);

    const tar = join(dir, 'out/root.tar.zst');
    const listing = await runProgram(['tar', '--zstd', '-tvf', tar], TIMEOUT);
    assert.deepEqual(
      listing.match(/ [.]\/.*/g)?.map((name) => name.trim()),
      ['./', './a file', './boot/', './boot/vmlinuz', './dev/', './run/', './tmp/'].concat(
        './vmlinuz -> boot/vmlinuz',
      ),
    );
    assert.match(listing, /^-rwsr-x--- .*a file$/m);
    const checksums = await readFile(join(dir, 'out/root.sha256'), 'utf8');
    assert.deepEqual(
      checksums
        .trim()
        .split('\n')
        .map((line) => line.slice(66))
        .sort(),
      ['./a file', './boot/vmlinuz'],
    );
    await mkdir(join(dir, 'unpacked'));
    await runProgram(['tar', '--zstd', '-xpf', tar, '-C', join(dir, 'unpacked')], TIMEOUT);
    await runProgram(['sha256sum', '-c', '--quiet', '--strict', join(dir, 'out/root.sha256')], {
      ...TIMEOUT,
      cwd: join(dir, 'unpacked'),
    });
  } finally {
    await rm(dir, { recursive: true });
  }
});
