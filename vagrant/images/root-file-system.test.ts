import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

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

it('takes the kernel for virtual machines that the distribution has', () => {
  const of = (distribution: string): string =>
    kernelPackage({ distribution, suite: 'any', lines: [] });
  assert.equal(of('debian'), 'linux-image-cloud-amd64');
  assert.equal(of('ubuntu'), 'linux-image-virtual');
});
