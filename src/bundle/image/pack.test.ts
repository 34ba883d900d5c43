import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { diskOf, quietly } from '../../../test/fakes/balena-image.ts';
import { scratch } from '../../../test/fakes/bundle-parts.ts';
import { readAt } from '../scan.ts';
import { packImage } from './pack.ts';

describe('a packed partition', () => {
  it('unpacks to the same bytes, and is the same each time', async (t) => {
    const dir = scratch(t);
    const content = Buffer.concat([
      readFileSync('/proc/self/exe').subarray(0, 3_000_000),
      Buffer.alloc(2 ** 21),
    ]);
    const disk = await diskOf(t, Buffer.concat([Buffer.alloc(512, 1), content]), dir);
    const span = { start: 512, bytes: content.length };
    const packedTwice = await quietly(dir, async (workshop) => {
      const list: Buffer[] = [];
      for (const label of ['one', 'two']) {
        const packed = await packImage(disk, span, { workshop, label });
        assert.equal(packed.bytes, content.length);
        assert.equal(packed.sha256, createHash('sha256').update(content).digest('hex'));
        list.push(await readAt(packed.handle, 0, packed.packedBytes));
      }
      return list;
    });
    const [one, two] = packedTwice;
    assert.ok(one !== undefined && two?.equals(one) === true, 'the second is another');
    const back = execFileSync('zstd', ['-dcq'], { input: one, maxBuffer: 2 ** 26 });
    assert.ok(back.equals(content), 'another content came out');
  });

  it('is refused where the image became shorter', async (t) => {
    const dir = scratch(t);
    const disk = await diskOf(t, Buffer.alloc(4096), dir);
    const packed = quietly(dir, (workshop) =>
      packImage(disk, { start: 0, bytes: 8192 }, { workshop, label: 'x' }),
    );
    await assert.rejects(packed, { message: 'IMAGE became shorter while it was read' });
  });
});
