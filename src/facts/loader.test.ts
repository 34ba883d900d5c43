import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Core } from './core.ts';
import { bootsItself, itsOwn, loaderFacts } from './loader.ts';

const OURS: Core = { kind: 'grub', pointer: 1024, gap: 8192, active: 1360, room: 'core' };
const OWN: Core = { ...OURS, pointer: 1 };
const FOREIGN: Core = { kind: 'foreign', because: 'the first sector holds no GRUB 2' };

describe('the loader of an image', () => {
  it("is what boots where the first sector looks behind itself, with the image's code", () => {
    assert.equal(bootsItself({ core: OWN, isImages: true }), true);
    // The bundle is gone with the staging partition: nothing can be compared any more.
    assert.equal(bootsItself({ core: OWN, isImages: null }), true);
    // The old system's GRUB does so as well.
    assert.equal(bootsItself({ core: OWN, isImages: false }), false);
    for (const isImages of [true, false, null]) {
      assert.equal(bootsItself({ core: OURS, isImages }), false);
      assert.equal(bootsItself({ core: FOREIGN, isImages }), false);
    }
  });

  it('is left as what boots, and nothing is made of a disk that is none of ours', () => {
    assert.deepEqual(itsOwn({ core: OURS, isImages: false }), { core: OWN, isImages: true });
    assert.deepEqual(itsOwn({ core: FOREIGN, isImages: null }), { core: FOREIGN, isImages: true });
  });

  it('is told by its code', () => {
    const { isImages } = loaderFacts('/dev/sda', 'grub/boot.img');
    const said = (stdout: string) =>
      isImages.parse({ exitCode: 0, stdout, stderr: '', isCut: false });
    assert.deepEqual(['code image\n', 'code other\n', '', 'code\n'].map(said), [
      true,
      false,
      null,
      null,
    ]);
  });
});
