import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { makeParts, scratch } from '../../test/fakes/bundle-parts.ts';
import { buildBundle } from './build.ts';
import { readBundle } from './read.ts';
import { bytesSource, measure } from './source.ts';
import { writeBundle } from './write-bundle.ts';

describe('what is written', () => {
  it('is given up, and leaves nothing, where somebody stops it', async (t) => {
    const dir = scratch(t);
    const parts = makeParts(dir);
    const before = readdirSync(dir);
    let isHeard = true;
    const built = buildBundle(parts, join(dir, 'b.tar'), {
      onStop: (stop) => {
        stop();
        return () => (isHeard = false);
      },
    });
    await assert.rejects(built, { message: 'the bundle was given up while it was written' });
    assert.deepEqual(readdirSync(dir), before);
    assert.equal(isHeard, false);
  });

  it('is refused where a source has changed since it was measured', async (t) => {
    const dir = scratch(t);
    const { file, manifest } = await buildBundle(makeParts(dir), join(dir, 'b.tar'));
    const { manifest: read } = await readBundle(file);
    assert.deepEqual(read, manifest);
    const sources = manifest.members.map(({ path }) => bytesSource(path, Buffer.from('other')));
    await measure(sources[0] ?? assert.fail('there are members'));
    await assert.rejects(writeBundle(join(dir, 'c.tar'), { manifest, sources }, {}), {
      code: 'BUNDLE_INVALID',
      message: 'env/vmlinuz changed while the bundle was built',
    });
  });
});
