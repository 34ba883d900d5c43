import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { FIVE, makeFileSystem, makeImage, oddTree } from '../../test/fakes/balena-image.ts';
import { makeParts, scratch } from '../../test/fakes/bundle-parts.ts';
import { buildFromImage, type ImageBuildOptions } from './build-from-image.ts';
import { checkImages } from './check-images.ts';
import { readEnvironment } from './environment.ts';
import { readBundle } from './read.ts';
import { bundleVars } from './vars.ts';

function optionsIn(dir: string, more: Partial<ImageBuildOptions> = {}): ImageBuildOptions {
  const parts = makeParts(dir);
  return { layout: 'balena', boot: {}, environment: () => readEnvironment(parts), ...more };
}

function unpack(file: string, dir: string): string {
  mkdirSync(dir);
  execFileSync('tar', ['-xf', file, '-C', dir]);
  execFileSync('sh', ['-c', 'zstd -dq os/*.zst'], { cwd: dir });
  return dir;
}

/** What debugfs says of a file system: all of an inode but where its blocks are. */
function told(image: string): string {
  const commands = [
    'stats',
    'ls -l /',
    'stat /file',
    'stat /linked',
    'stat /symbolic',
    'stat /console',
    'stat /sda',
    'ea_list /file',
    'ea_get /file trusted.overlay.opaque',
  ];
  return execFileSync('debugfs', ['-f', '-', image], {
    input: commands.join('\n'),
    stdio: ['pipe', 'pipe', 'ignore'],
  }).toString();
}

const image = (t: TestContext): { readonly dir: string; readonly file: string } => {
  const dir = scratch(t);
  return {
    dir,
    file: makeImage(
      dir,
      FIVE.map((each) => (each.label === 'resin-data' ? { ...each, ...oddTree(dir) } : each)),
    ),
  };
};

describe('a bundle of a disk image', () => {
  it('has its file systems byte by byte: owners, attributes, hard links and devices', async (t) => {
    const { dir, file } = image(t);
    const built = await buildFromImage(file, join(dir, 'b.tar'), optionsIn(dir));
    const out = unpack(built.file, join(dir, 'out'));
    for (const { label } of FIVE)
      assert.ok(
        readFileSync(join(out, `os/${label}.img`)).equals(readFileSync(join(dir, `${label}.part`))),
        `${label} differs`,
      );
    const [before, after] = [join(dir, 'resin-data.part'), join(out, 'os/resin-data.img')].map(
      told,
    );
    assert.equal(after, before);
    for (const sign of [
      /User: +4711 +Group: +815/,
      /trusted\.overlay\.opaque/,
      /security\.capability/,
      /Links: 2 /,
      /Type: character special/,
      /Type: block special/,
      /Fast link dest: "file"/,
    ])
      assert.match(after ?? '', sign);
  });

  it('reads back, with all that the steps ask for', async (t) => {
    const { dir, file } = image(t);
    const built = await buildFromImage(file, join(dir, 'b.tar'), optionsIn(dir));
    const read = await readBundle(built.file);
    assert.deepEqual(read, { manifest: built.manifest, bytes: built.bytes, sha256: built.sha256 });
    await checkImages(built.file, read.manifest);
    const vars = bundleVars(read, built.file);
    assert.equal(vars['os_layout'], 'balena');
    assert.equal(vars['os_device_type'], 'genericx86-64-ext');
    assert.equal(vars['os_loader_boot'], 'grub/boot.img');
    assert.equal(vars['os_loader_core'], 'grub/core.img');
    assert.equal('os_archive' in vars || 'os_kernel' in vars, false);
    assert.deepEqual((vars['os_images'] as readonly unknown[])[1], {
      number: 2,
      path: 'os/resin-rootA.img.zst',
      label: 'resin-rootA',
      file_system: 'ext4',
      bytes: 6 * 2 ** 20,
      sha256: built.manifest.images?.[1]?.sha256,
    });
  });
});

const FORMS = [
  ['disk-mbr.img', 'true'],
  ['a.gz', 'gzip -c disk-mbr.img >a.gz'],
  ['a.xz', 'xz -1 -kc disk-mbr.img >a.xz'],
  ['a.zst', 'zstd -qc disk-mbr.img >a.zst'],
  ['a.zip', 'zip -q1 a.zip disk-mbr.img'],
] as const;

describe('how a bundle is made of an image', () => {
  it('is the same each time, and of each form of the image', async (t) => {
    const { dir } = image(t);
    const options = optionsIn(dir);
    const sums: string[] = [];
    for (const [name, command] of FORMS) {
      execFileSync('sh', ['-c', command], { cwd: dir });
      sums.push((await buildFromImage(join(dir, name), join(dir, 'b.tar'), options)).sha256);
    }
    assert.equal(new Set(sums).size, 1, sums.join(' '));
  });
});

describe('a bundle of an image without more', () => {
  it('asks for the environment when it knows that there is an image, and leaves nothing', async (t) => {
    const { dir, file } = image(t);
    const before = readdirSync(dir);
    let asked = 0;
    const options: ImageBuildOptions = {
      ...{ layout: 'balena', boot: {} },
      environment: () => {
        asked += 1;
        return Promise.reject(new Error('none is named'));
      },
    };
    await assert.rejects(
      buildFromImage(join(dir, 'resin-data.part'), join(dir, 'b.tar'), options),
      {
        code: 'BUNDLE_INVALID',
      },
    );
    assert.equal(asked, 0);
    await assert.rejects(buildFromImage(file, join(dir, 'b.tar'), options), {
      message: 'none is named',
    });
    assert.equal(asked, 1);
    assert.deepEqual(readdirSync(dir), before);
  });

  it('of one root has its kernel in it', async (t) => {
    const dir = scratch(t);
    const files = {
      'etc/os-release': 'NAME=x\nVERSION=1\n',
      'boot/vmlinuz': 'k',
      'boot/initrd.img': 'i',
    };
    const root = makeFileSystem(join(dir, 'root'), {
      label: 'stem-root',
      mib: 4,
      fileSystem: 'ext4',
      files,
    });
    const built = await buildFromImage(
      root,
      join(dir, 'b.tar'),
      optionsIn(dir, { layout: 'flash' }),
    );
    const read = await readBundle(built.file);
    await checkImages(built.file, read.manifest);
    const vars = bundleVars(read, built.file);
    assert.equal(vars['os_layout'], 'flash');
    assert.equal(vars['os_kernel'], 'boot/vmlinuz');
    assert.equal(vars['os_cmdline'], 'root=LABEL=stem-root rw');
    assert.equal('os_loader_boot' in vars, false);
  });
});
