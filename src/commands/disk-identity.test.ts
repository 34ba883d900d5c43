import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../test/fakes/dash.ts';
import { tellDiskIdentity } from './disk-identity.ts';

describe('what tells a disk apart', () => {
  const box = sandboxed((box) => {
    const sector = Buffer.alloc(512);
    sector.set([0x1d, 0x2c, 0x0b, 0x00], 440);
    box.put('/dev/disk/sda', sector);
    box.put('/sys/class/block/sda/size', '31277232\n');
    box.fake('udevadm', 'echo ID_BUS=ata; echo "ID_SERIAL=ATA 16GB_A1"');
  });

  it('is its size, its serial number, and the signature in its first sector', () => {
    assert.equal(
      box().prints(tellDiskIdentity('/dev/disk/sda')),
      'sectors 31277232\nserial ATA 16GB_A1\nsignature 1d2c0b00\n',
    );
    assert.deepEqual(box().log(), ['udevadm info --query=property --name=/dev/disk/sda']);
  });

  it('is empty where there is no such disk, or no udev', () => {
    box().fake('udevadm', 'exit 1');
    assert.equal(
      box().prints(tellDiskIdentity('/dev/disk/none')),
      'sectors \nserial \nsignature \n',
    );
  });

  it('is asked with the name as a word of its own', () => {
    keepsOutOfText(tellDiskIdentity);
  });
});
