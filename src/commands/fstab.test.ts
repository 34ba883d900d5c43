import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { sandboxed } from '../../test/fakes/dash.ts';
import { FSTAB, FSTAB_SAVED, restoreFstab, setFstabAside, tellFstab } from './fstab.ts';

const ORIGINAL = `# /etc/fstab: static file system information.
UUID=e986  /               ext4    errors=remount-ro 0       1
UUID=ae86\tnone\tswap\tsw\t0\t0
  /dev/sdb1 none swap sw 0 0
#/dev/sdc1 none swap sw 0 0
//nas/it\\040s /srv cifs password=a$(b)%s&'"\\,x-swap 0 0
/swap /mnt ext4 swap 0 0`;
const ASIDE = ORIGINAL.replace('UUID=ae86', '#stem-remote# UUID=ae86').replace(
  '  /dev/sdb1',
  '#stem-remote#   /dev/sdb1',
);

describe('fstab', () => {
  const box = sandboxed((box) => {
    box.put(FSTAB, ORIGINAL);
    chmodSync(box.at(FSTAB), 0o640);
  });
  const mode = (): number => statSync(box().at(FSTAB)).mode & 0o777;

  it('is told by its hash, its active swap lines, and whether it is set aside', () => {
    const sha256 = createHash('sha256').update(ORIGINAL).digest('hex');
    assert.equal(box().prints(tellFstab()), `${sha256}\n2\nnone\n`);
    box().prints(setFstabAside());
    assert.match(box().prints(tellFstab()), /^[0-9a-f]{64}\n0\nsaved\n$/);
  });

  it('loses its swap lines and nothing else, and comes back to the byte', () => {
    box().prints(setFstabAside());
    assert.equal(box().text(FSTAB), `${ASIDE}\n`);
    assert.equal(mode(), 0o640);
    box().prints(setFstabAside());
    assert.equal(box().text(FSTAB), `${ASIDE}\n`);
    assert.equal(box().text(FSTAB_SAVED), ORIGINAL);
    box().prints(restoreFstab());
    assert.equal(box().text(FSTAB), ORIGINAL);
    assert.equal(mode(), 0o640);
    assert.equal(existsSync(box().at(FSTAB_SAVED)), false);
  });

  it('is untouched until its copy and its successor are on the disk', () => {
    for (const [fails, isSaved] of [
      ['exit 1', false],
      [`[ ! -e '@/${FSTAB_SAVED}' ]`, true],
    ] as const) {
      box().fake('sync', fails);
      assert.notEqual(box().run(setFstabAside()).exitCode, 0);
      assert.equal(box().text(FSTAB), ORIGINAL);
      assert.equal(existsSync(box().at(FSTAB_SAVED)), isSaved);
    }
    box().fake('sync');
    box().prints(restoreFstab());
    for (const left of [FSTAB_SAVED, `${FSTAB_SAVED}.new`, `${FSTAB}.stem-new`])
      assert.equal(existsSync(box().at(left)), false, left);
    assert.equal(box().text(FSTAB), ORIGINAL);
  });

  it('is left as it is by an undo that has nothing to undo', () => {
    box().prints(restoreFstab());
    assert.equal(box().text(FSTAB), ORIGINAL);
  });
});
