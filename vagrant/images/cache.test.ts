import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

import { cacheDir, cacheName, cached, fileInputs } from './cache.ts';

describe('the artifact cache', () => {
  let dir: string;
  const before = process.env['STEM_LAB_CACHE'];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'stem-cache-'));
    process.env['STEM_LAB_CACHE'] = join(dir, 'cache');
  });
  afterEach(async () => {
    if (before === undefined) delete process.env['STEM_LAB_CACHE'];
    else process.env['STEM_LAB_CACHE'] = before;
    await rm(dir, { recursive: true });
  });

  it('lies in $STEM_LAB_CACHE, else in the XDG cache, else in the home folder', () => {
    assert.equal(cacheDir({ STEM_LAB_CACHE: '/a', XDG_CACHE_HOME: '/b' }), '/a');
    assert.equal(cacheDir({ XDG_CACHE_HOME: '/b' }), '/b/stem-remote/lab');
    assert.match(cacheDir({}), /[/][.]cache[/]stem-remote[/]lab$/);
  });

  it('names an artifact by its inputs and keeps its extension', () => {
    assert.match(cacheName('device.qcow2', ['a']), /^device-[0-9a-f]{16}[.]qcow2$/);
    assert.match(cacheName('env', ['a']), /^env-[0-9a-f]{16}$/);
    assert.notEqual(cacheName('env', ['ab', 'c']), cacheName('env', ['a', 'bc']));
  });

  it('builds the same inputs once, also when asked twice at the same time', async () => {
    let builds = 0;
    const build = async (out: string): Promise<void> => {
      builds += 1;
      await writeFile(out, 'whole');
    };
    const [one, two] = await Promise.all([cached('x', ['1'], build), cached('x', ['1'], build)]);
    assert.equal(one, two);
    assert.equal(await readFile(one, 'utf8'), 'whole');
    await cached('x', ['1'], build);
    assert.equal(builds, 1);
  });

  it('builds again when the content of an input file changed, and keeps the old artifact', async () => {
    const script = join(dir, 'build.sh');
    await writeFile(script, 'echo 1');
    const build = async (out: string): Promise<void> => {
      await writeFile(out, await readFile(script));
    };
    const first = await cached('x', fileInputs(script), build);
    await writeFile(script, 'echo 2');
    const second = await cached('x', fileInputs(script), build);
    assert.equal(await readFile(first, 'utf8'), 'echo 1');
    assert.equal(await readFile(second, 'utf8'), 'echo 2');
  });

  it('has nothing of a build that failed, and cleans up after it at the next build', async () => {
    const fail = async (out: string): Promise<void> => {
      await writeFile(out, 'half');
      throw new Error('out of space');
    };
    await assert.rejects(cached('x.img', ['1'], fail), /out of space/);
    const path = join(dir, 'cache', cacheName('x.img', ['1']));
    assert.equal(existsSync(path), false);
    await cached('x.img', ['1'], (out) => writeFile(out, 'whole'));
    assert.equal(await readFile(path, 'utf8'), 'whole');
    const left = (await readdir(join(dir, 'cache'))).filter((name) => name.startsWith('.building'));
    assert.deepEqual(left, []);
  });
});
