import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { runProgram } from '../run-program.ts';
import { kernelPackage, treeInputs } from './root-file-system.ts';

describe('a tree of files as inputs of the cache', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'stem-tree-'));
    await mkdir(join(dir, 'etc'));
    await writeFile(join(dir, 'etc/b'), 'two');
    await writeFile(join(dir, 'a'), 'one');
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('is the path, the kind and the content of each, in a fixed order', async () => {
    assert.deepEqual(treeInputs(dir), ['a\nfile\none', 'etc/b\nfile\ntwo']);
    await chmod(join(dir, 'a'), 0o755);
    assert.deepEqual(treeInputs(dir), ['a\nprogram\none', 'etc/b\nfile\ntwo']);
  });
});

it('forgets the builder: mirrors, names, host keys, and an id that would make systemd set up anew', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'stem-forget-'));
  try {
    await mkdir(join(dir, 'etc/apt/sources.list.d'), { recursive: true });
    await mkdir(join(dir, 'etc/ssh'));
    for (const name of ['apt/sources.list', 'apt/sources.list.d/a.list', 'ssh/ssh_host_rsa_key']) {
      await writeFile(join(dir, 'etc', name), 'the builder\n');
    }
    await writeFile(join(dir, 'etc/machine-id'), 'uninitialized\n');
    await runProgram([join(import.meta.dirname, 'forget-builder.sh'), dir, 'stand-in'], {
      timeoutMs: 60_000,
    });
    assert.deepEqual((await readdir(join(dir, 'etc'), { recursive: true })).sort(), [
      'apt',
      'apt/sources.list.d',
      'hostname',
      'hosts',
      'machine-id',
      'ssh',
    ]);
    assert.equal(await readFile(join(dir, 'etc/hostname'), 'utf8'), 'stand-in\n');
    assert.equal(await readFile(join(dir, 'etc/machine-id'), 'utf8'), '');
  } finally {
    await rm(dir, { recursive: true });
  }
});

it('takes the kernel for virtual machines that the distribution has', () => {
  const of = (distribution: string): string =>
    kernelPackage({ distribution, suite: 'any', lines: [] });
  assert.equal(of('debian'), 'linux-image-cloud-amd64');
  assert.equal(of('ubuntu'), 'linux-image-virtual');
});
