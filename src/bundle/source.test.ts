import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { scratch } from '../../test/fakes/bundle-parts.ts';
import { bytesSource, fileSource, handleSource, measure, sliceSource } from './source.ts';

describe('the source of a member', () => {
  it('is a file, a part of one, an open one, or bytes; each can be read twice', async (t) => {
    const dir = scratch(t);
    const file = join(dir, 'part');
    writeFileSync(file, 'content');
    const handle = await open(file, 'r');
    t.after(() => handle.close());
    const sources = [
      [fileSource(dir, 'part'), 'content'],
      [sliceSource('part', file, { start: 2, bytes: 3 }), 'nte'],
      [handleSource('part', handle), 'content'],
      [bytesSource('part', Buffer.from('bytes')), 'bytes'],
    ] as const;
    for (const [source, text] of [...sources, ...sources])
      assert.deepEqual(await measure(source), {
        path: 'part',
        bytes: text.length,
        sha256: createHash('sha256').update(text).digest('hex'),
      });
  });

  it('is refused where it is empty', async () => {
    await assert.rejects(measure(bytesSource('env/initrd.img', Buffer.alloc(0))), {
      code: 'BUNDLE_INVALID',
      message: 'env/initrd.img is empty',
    });
  });
});
