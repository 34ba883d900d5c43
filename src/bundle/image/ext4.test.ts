import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { makeFileSystem } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { ext4Of } from './ext4.ts';

it('an ext4 says its label and its length, and what is none says nothing', (t) => {
  const made = { label: 'resin-state', mib: 4, fileSystem: 'ext4' } as const;
  const head = readFileSync(makeFileSystem(join(scratch(t), 'a'), made)).subarray(0, 4096);
  const found = { label: 'resin-state', bytes: 4 * 2 ** 20, isEncrypted: false };
  assert.deepEqual(ext4Of(head), found);
  head.writeUInt32LE(head.readUInt32LE(1024 + 96) | 0x10080, 1024 + 96);
  head.writeUInt32LE(0xffffffff, 1024 + 336);
  const huge = ext4Of(head);
  assert.ok((huge?.bytes ?? 0) > 2 ** 63, String(huge?.bytes));
  assert.equal(huge?.isEncrypted, true);
  head.writeUInt32LE(60, 1024 + 24);
  assert.equal(ext4Of(head), null);
  assert.equal(ext4Of(Buffer.alloc(4096)), null);
  assert.equal(ext4Of(Buffer.alloc(10)), null);
});
