import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded } from '../../../test/devices/recorded.ts';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { leftovers, mounts, names, sizes } from './customer.ts';

describe("a customer's device", () => {
  it('has the names that it was recorded with, and each id once', () => {
    assert.deepEqual(names.parse(recorded('ubuntu-14.04', 'P37')), {
      name: 'old-device',
      full: 'old-device',
      machineIds: ['f5e173bea13a44a6abc2c8c2d6932042'],
    });
    assert.equal(names.parse(recorded('debian-12', 'P37')).machineIds.length, 1);
    assert.deepEqual(names.parse(answer('')), { name: '', full: '', machineIds: [] });
  });

  it('has sizes in bytes, or none', () => {
    const fact = sizes('/dev/sda1', '/dev/sda5', ['/etc', '/srv']);
    assert.equal(fact.name, 'preflight P38 /dev/sda1 /dev/sda5 /etc /srv');
    assert.deepEqual(fact.parse(recorded('ubuntu-14.04', 'P38')), {
      rootBytes: 2683305984,
      stagingBytes: 1609564160,
      paths: { entries: 181, tarBytes: 2_640_896, diskBytes: 2_916_352, sumsBytes: 12_345 },
      absent: [],
      outside: [],
    });
    assert.deepEqual(
      fact.parse(answer('absent /srv/a b\noutside /srv/l -> /m\nslow yes\nbackup \n')),
      {
        rootBytes: null,
        stagingBytes: null,
        paths: null,
        absent: ['/srv/a b'],
        outside: ['/srv/l -> /m'],
      },
    );
  });

  it('says what an earlier run left, and whether it said all', () => {
    const fact = leftovers('/dev/sda5');
    const nothing = { isAsked: true, lock: null, staging: null, label: '', files: [] };
    assert.deepEqual(fact.parse(recorded('ubuntu-14.04', 'P39')), nothing);
    assert.deepEqual(fact.parse(recorded('debian-12', 'P39')), { ...nothing, label: 'lab-swap' });
    const told = 'lock run-1\nstaging run-2\nlabel stem-staging\nleft /etc/fstab.stem-saved\n';
    assert.deepEqual(fact.parse(answer(told)), {
      isAsked: false,
      lock: 'run-1',
      staging: 'run-2',
      label: 'stem-staging',
      files: ['/etc/fstab.stem-saved'],
    });
  });
});

describe('the mounts of a device', () => {
  it('of the recorded devices need nothing', () => {
    for (const os of ['ubuntu-14.04', 'debian-12'] as const)
      assert.deepEqual(mounts.parse(recorded(os, 'P40')), {
        isAsked: true,
        network: [],
        local: [],
      });
  });

  it('are each told once, by their place: what is mounted counts before what is written', () => {
    const told = `line UUID=1 /data ext4
line nas:/x /srv nfs
line tmpfs /tmp tmpfs
line /dev/sr0 /media udf,iso9660
line LABEL=s none swap
line /dev/sdd1 none ext4
mount /dev/sdb1 /data ext4
mount /dev/loop0 /snap ext4
mount /dev/sda5 /run/stem/staging ext4
mount //nas/y /y cifs
mount a#b /z fuse.sshfs
mount x /w fuse.
asked
`;
    assert.deepEqual(mounts.parse(answer(told)), {
      isAsked: true,
      network: ['nas:/x /srv nfs', '//nas/y /y cifs', 'a#b /z fuse.sshfs', 'x /w fuse.'],
      local: ['/dev/sdb1 /data ext4'],
    });
    assert.deepEqual(mounts.parse(answer('')), { isAsked: false, network: [], local: [] });
  });
});
