import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeParts, scratch } from '../../test/fakes/bundle-parts.ts';
import { writeAt } from '../../test/fakes/balena-image.ts';
import { buildBundle } from './build.ts';
import { readEnvironment } from './environment.ts';
import { measure } from './source.ts';

describe('an environment', () => {
  it('is the same out of a folder of parts, and out of the bundle of that', async (t) => {
    const dir = scratch(t);
    const parts = makeParts(dir);
    const { file } = await buildBundle(parts, join(dir, 'b.tar'));
    // The system of the folder does not matter.
    rmSync(join(parts, 'os'), { recursive: true });
    const [one, two] = [await readEnvironment(parts), await readEnvironment(file)];
    assert.deepEqual(one.environment, two.environment);
    assert.deepEqual(one.members, two.members);
    assert.deepEqual(
      one.members.map(({ path }) => path),
      ['env/vmlinuz', 'env/initrd.img', 'grub/i386-pc.tar'],
    );
    for (const { sources, members } of [one, two])
      assert.deepEqual(await Promise.all(sources.map(measure)), members);
  });

  it('is refused where a byte of its bundle was changed', async (t) => {
    const dir = scratch(t);
    const { file, bytes } = await buildBundle(makeParts(dir), join(dir, 'b.tar'));
    writeAt(file, Buffer.from('x'), bytes - 2000);
    await assert.rejects(readEnvironment(file), { code: 'BUNDLE_INVALID' });
  });

  it('is refused where the folder has not all of it', async (t) => {
    const dir = scratch(t);
    const parts = makeParts(dir);
    const refused = async (message: RegExp | string): Promise<void> => {
      await assert.rejects(readEnvironment(parts), { message });
    };
    writeFileSync(join(parts, 'env/vmlinuz'), 'ELF');
    await refused('env/vmlinuz is no Linux kernel (bzImage)');
    rmSync(join(parts, 'env/vmlinuz'));
    await refused(/ENOENT/);
    writeFileSync(join(parts, 'bundle.json'), '{"environment":{}}');
    await refused(`${parts}/bundle.json has no \`environment\` with cmdline and minMemoryBytes`);
    writeFileSync(join(parts, 'bundle.json'), '{');
    await refused(`${parts}/bundle.json is not JSON`);
    rmSync(join(parts, 'bundle.json'));
    await refused(`${parts} has no bundle.json that can be read`);
    await assert.rejects(readEnvironment(join(dir, 'none')), { code: 'FILE_UNREADABLE' });
  });
});
