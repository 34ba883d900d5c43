import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { diskOf } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { imageInZip, zipContent } from './zip.ts';

const CONTENT = Buffer.from('some image '.repeat(5000));

/** Made by Info-ZIP. */
function zip(t: TestContext, names: readonly string[], options: readonly string[] = []): Buffer {
  const dir = scratch(t);
  for (const name of names) writeFileSync(join(dir, name), CONTENT);
  execFileSync('zip', ['-q', ...options, 'a.zip', ...names], { cwd: dir });
  return readFileSync(join(dir, 'a.zip'));
}

async function read(t: TestContext, data: Buffer): Promise<Buffer> {
  const disk = await diskOf(t, data, scratch(t));
  const pieces: Buffer[] = [];
  for await (const piece of zipContent(disk, await imageInZip(disk), disk.handle.fd))
    pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('a zip file', () => {
  for (const [how, options] of [
    ['deflated', []],
    ['stored', ['-0']],
    ['with sizes of 64 bits', ['-fz']],
    ['with a comment', ['-z']],
  ] as const)
    it(`has one image in it, ${how}`, async (t) => {
      assert.deepEqual(await read(t, zip(t, ['notes.txt', 'a.img'], options)), CONTENT);
    });

  it('that came through a pipe has its sizes behind the content', async (t) => {
    const dir = scratch(t);
    writeFileSync(join(dir, 'a.img'), CONTENT);
    const made = execFileSync('sh', ['-c', 'zip -q -fd - a.img | cat'], { cwd: dir });
    assert.deepEqual(await read(t, made), CONTENT);
  });
});

describe('a zip file that is no image', () => {
  for (const [why, make, message] of [
    [
      'no image',
      (t: TestContext) => zip(t, ['notes.txt']),
      'IMAGE is a zip file without an .img in it',
    ],
    [
      'two images',
      (t: TestContext) => zip(t, ['a.img', 'b.img']),
      'IMAGE has 2 images in it: unpack the right one',
    ],
    [
      'a password',
      (t: TestContext) => zip(t, ['a.img'], ['-P', 'secret']),
      'IMAGE is an encrypted zip file: unpack it with its password first',
    ],
    [
      'no end',
      (t: TestContext) => zip(t, ['a.img']).subarray(0, -30),
      'IMAGE is a zip file without its end: the download was cut off',
    ],
    [
      'another method',
      (t: TestContext) => zip(t, ['a.img'], ['-Z', 'bzip2']),
      'IMAGE is packed by a method of zip that is not read (12): unpack it first',
    ],
  ] as const)
    it(`is refused with ${why}`, async (t) => {
      await assert.rejects(read(t, make(t)), { code: 'BUNDLE_INVALID', message });
    });

  it('is refused where a byte is another, wherever that is', async (t) => {
    const whole = zip(t, ['a.img'], ['-0']);
    const wrong = Buffer.from(whole);
    wrong[1000] = 1;
    await assert.rejects(read(t, wrong), {
      message: 'IMAGE is a damaged zip file, or the download was cut off',
    });
    const packed = zip(t, ['a.img']);
    for (let at = 0; at < packed.length; at += 3) {
      const data = Buffer.from(packed);
      data[at] = (data[at] ?? 0) ^ 0xff;
      // A changed date or right is nothing that is read; nothing else is ever taken for the content.
      await read(t, data).then(
        (content) => {
          assert.deepEqual(content, CONTENT);
        },
        (error: unknown) => {
          assert.ok(error instanceof Error, String(error));
        },
      );
    }
  });
});
