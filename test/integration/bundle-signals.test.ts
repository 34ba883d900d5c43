import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { FIVE, makeImage, writeAt } from '../fakes/balena-image.ts';
import { makeParts, scratch } from '../fakes/bundle-parts.ts';
import { StartedCli } from '../fakes/start-cli.ts';

const MIB = 2 ** 20;

/** The real command, stopped in the middle of what takes long. */
describe('a bundle of an image that is stopped', () => {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const)
    it(`leaves no file while it packs: ${name}`, async (t) => {
      const dir = scratch(t);
      const data = FIVE.map((each) => (each.label === 'resin-data' ? { ...each, mib: 96 } : each));
      const image = makeImage(dir, data);
      // What can't be packed takes the longest; the superblock stays.
      writeAt(image, randomBytes(80 * MIB), 40 * MIB);
      makeParts(dir);
      const before = readdirSync(dir);
      const args = [
        '--from-image',
        image,
        '--out',
        join(dir, 'b.tar'),
        '--environment',
        join(dir, 'parts'),
      ];
      const cli = new StartedCli(['bundle', 'build', ...args], {});
      await cli.says(/Packing resin-data/);
      cli.signal(name);
      assert.notEqual((await cli.end()).code, 0);
      assert.deepEqual(readdirSync(dir), before);
    });
});
