import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partition, readTarget } from './target.ts';

describe('the target of a migration', () => {
  it('is /dev/sda with its partitions 1 and 5, unless the vars say otherwise', () => {
    assert.deepEqual(readTarget({}), {
      disk: '/dev/sda',
      root: '/dev/sda1',
      staging: '/dev/sda5',
    });
    assert.deepEqual(
      readTarget({ stem_disk: '/dev/mmcblk0', stem_staging_partition: '/dev/mmcblk0p3' }),
      { disk: '/dev/mmcblk0', root: '/dev/mmcblk0p1', staging: '/dev/mmcblk0p3' },
    );
  });

  it('is never something that only looks like a device', () => {
    for (const wrong of ['sda', '/dev/', '/dev/sda 1', '/dev/sda;reboot', '/etc/passwd', '', 5])
      for (const name of ['stem_disk', 'stem_root_partition', 'stem_staging_partition'])
        assert.throws(() => readTarget({ [name]: wrong }), {
          message: `${name} must be a /dev path`,
        });
  });

  it('has a p between two digits', () => {
    assert.deepEqual(
      ['/dev/sdb', '/dev/vda', '/dev/mmcblk0', '/dev/nvme0n1'].map((disk) => partition(disk, 5)),
      ['/dev/sdb5', '/dev/vda5', '/dev/mmcblk0p5', '/dev/nvme0n1p5'],
    );
  });
});
