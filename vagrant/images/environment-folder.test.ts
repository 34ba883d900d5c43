import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

import { readEnvironment } from '../../src/bundle/environment.ts';
import { makeParts, scratch } from '../../test/fakes/bundle-parts.ts';
import { writeEnvironment } from './environment-folder.ts';

it('writes a folder that `bundle build --environment` takes, and into no folder twice', async (t) => {
  const dir = scratch(t);
  const parts = makeParts(dir);
  const environment = {
    kernel: join(parts, 'env/vmlinuz'),
    initramfs: join(parts, 'env/initrd.img'),
    grubModules: join(parts, 'grub/i386-pc.tar'),
    cmdline: 'panic=10',
    minMemoryBytes: 268_435_456,
    wifiDrivers: ['mac80211_hwsim'],
  };
  const folder = join(dir, 'written');
  await writeEnvironment(environment, folder);
  assert.ok(existsSync(join(folder, 'grub/i386-pc.tar')), 'GRUB is there');
  assert.deepEqual(
    readFileSync(join(folder, 'env/vmlinuz')),
    readFileSync(environment.kernel),
    'the kernel is the same',
  );
  const read = await readEnvironment(folder);
  assert.equal(read.environment.cmdline, 'panic=10');
  assert.equal(read.environment.minMemoryBytes, 268_435_456);
  assert.deepEqual(read.environment.wifiDrivers, ['mac80211_hwsim']);
  assert.deepEqual(
    read.members.map(({ path }) => path),
    ['env/vmlinuz', 'env/initrd.img', 'grub/i386-pc.tar'],
  );
  await assert.rejects(writeEnvironment(environment, folder), { code: 'EEXIST' });
});
