import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed, type Sandbox } from '../../test/fakes/dash.ts';
import { growRoot, tellGrowth } from './grow.ts';

const DATA = 'old data';
const ROWS = [
  '1 : start= 2048, size= 5240832, type=83, bootable',
  '2 : start= 5244926, size= 3143682, type=5',
  '5 : start= 5244928, size= 3143680, type=82',
];
/** The partitions of `disk`; the staging partition is a file, since its first bytes are written. */
function withDisk(box: Sandbox, disk: string): void {
  const part = (number: string): string =>
    /\d$/.test(disk) ? `${disk}p${number}` : `${disk}${number}`;
  box.put(
    '/proc/partitions',
    `major minor  #blocks  name\n\n   8  0  4194304 ${disk}\n   8  5  1571840 ${part('5')}\n`,
  );
  box.put(`/sys/class/block/${disk}/size`, '8388608\n');
  box.put(`/sys/class/block/${part('1')}/dev`, '8:1\n');
  for (const number of ['1', '2', '5']) box.put(`/sys/class/block/${part(number)}/start`, '2048\n');
  box.put(`/sys/class/block/${part('1')}/size`, '5240832\n');
  box.put(`/run/${part('5')}`, DATA);
  const table = ROWS.map((row) => `/dev/${part(row.slice(0, 1))}${row.slice(1)}\n`).join('');
  box.fake(
    'sfdisk',
    `case $* in '-d '*) printf '%s' 'label: dos\n\n${table}' ;; *-N*) sed "s/^/input /" >>'@/calls' ;; esac`,
  );
  box.fake('blkid', 'echo stem-staging');
  box.fake('mountpoint', 'if [ "$1" = -d ]; then echo 8:1; fi');
  for (const name of ['umount', 'partx', 'resize2fs', 'sleep', 'udevadm']) box.fake(name);
}

const grow = growRoot('/dev/sda', '/dev/sda1', '/run/sda5');
/** What a seal costs. */
const SEALED = ['sync', 'sync'];
const changesOf = (box: Sandbox): readonly string[] =>
  box.log().filter((line) => !/^(mountpoint|blkid|sfdisk -d)/.test(line));

describe('growing the root', () => {
  const box = sandboxed((box) => {
    withDisk(box, 'sda');
  });
  it('forgets the partitions in the kernel, then on the disk, and grows mounted', () => {
    box().prints(grow);
    assert.deepEqual(changesOf(box()), [
      ...SEALED,
      'umount /run/stem/staging',
      'partx -d --nr 5 /dev/sda',
      'partx -d --nr 2 /dev/sda',
      'sfdisk -q --no-reread --no-tell-kernel --delete /dev/sda 2',
      'sfdisk -q --no-reread --no-tell-kernel -N 1 /dev/sda',
      'input , +',
      'partx -u --nr 1 /dev/sda',
      'resize2fs /dev/sda1',
      ...SEALED,
    ]);
  });

  it('says first, on the disk, that it is the root that takes the room', () => {
    box().fake('umount', "cat '@/var/lib/stem/growing'; exit 1");
    assert.equal(box().run(grow).stdout, 'growing');
    assert.deepEqual(changesOf(box()), [...SEALED, 'umount /run/stem/staging']);
  });
});

describe('growing the root and nothing else', () => {
  const box = sandboxed((box) => {
    withDisk(box, 'sda');
  });

  it('is sealed when the file system has grown as well, and not before', () => {
    const seal = (): string => box().text('/var/lib/stem/growing');
    box().fake('resize2fs', 'exit 1');
    assert.equal(box().run(grow).exitCode, 1);
    assert.equal(seal(), 'growing');
    box().fake('resize2fs');
    box().prints(grow);
    assert.equal(seal(), 'grown');
  });

  it('touches no disk but that of the system which is up', () => {
    box().fake('mountpoint', 'if [ "$1" = -d ]; then echo 8:17; fi');
    const { exitCode, stderr } = box().run(grow);
    assert.deepEqual(
      [exitCode, stderr],
      [1, '/dev/sda1 is not what the system lies on: set stem_disk to its disk\n'],
    );
    assert.deepEqual(changesOf(box()), []);
  });

  it('takes no RAID member for the extended partition', () => {
    const row = (type: string): string => `/dev/sda3 : start= 9, size= 9, type=${type}`;
    for (const [type, isExtended] of [
      ['fd', false],
      ['83', false],
      ['5', true],
      ['f, bootable', true],
    ] as const) {
      box().fake('sfdisk', `case $* in '-d '*) echo '${row(type)}' ;; esac`);
      box().prints(grow);
      const deletes = box()
        .log()
        .filter((line) => line.includes('--delete'));
      assert.equal(deletes.length > 0, isExtended, type);
      rmSync(box().at('/calls'));
    }
  });

  it('makes the staging partition unfindable by its place, and only a staging partition', () => {
    box().prints(grow);
    const written = readFileSync(box().at('/run/sda5'));
    assert.deepEqual(written, Buffer.alloc(1024 * 1024));
    box().put('/run/sda5', DATA);
    box().fake('blkid', 'echo customers');
    box().prints(grow);
    assert.equal(box().text('/run/sda5'), DATA);
  });
});

describe('growing on after a cut', () => {
  const box = sandboxed((box) => {
    withDisk(box, 'sda');
  });

  it('goes on where an earlier try was cut off', () => {
    box().fake('mountpoint', 'if [ "$1" = -d ]; then echo 8:1; else exit 1; fi');
    box().fake(
      'sfdisk',
      `case $* in '-d '*) echo '/dev/sda1 : start= 2048, size= 1, type=83' ;; esac`,
    );
    box().prints(growRoot('/dev/sda', '/dev/sda1', '/run/sda9'));
    assert.deepEqual(changesOf(box()), [
      ...SEALED,
      'sfdisk -q --no-reread --no-tell-kernel -N 1 /dev/sda',
      'partx -u --nr 1 /dev/sda',
      'resize2fs /dev/sda1',
      ...SEALED,
    ]);
  });

  it('waits while the partition is held, and never changes the table under it', () => {
    box().fake('partx', `[ "$(grep -c '^partx -d' '@/calls')" -ge 3 ]`);
    box().prints(grow);
    assert.equal(
      box()
        .log()
        .filter((line) => line === 'sleep 1').length,
      2,
    );
    box().fake('partx', 'exit 1');
    assert.equal(box().run(grow).exitCode, 1);
    assert.equal(box().log().at(-1), 'sleep 1');
    assert.equal(
      box()
        .log()
        .filter((line) => line === 'sleep 1').length,
      12,
    );
  });

  it('knows the numbers of disks whose names end in one', () => {
    withDisk(box(), 'nvme0n1');
    box().prints(growRoot('/dev/nvme0n1', '/dev/nvme0n1p1', '/run/nvme0n1p5'));
    const numbers = changesOf(box()).flatMap(
      (line) => /(?:--nr|-N) (\d+)|(?<=nvme0n1 )(\d+)/.exec(line)?.[0] ?? [],
    );
    assert.deepEqual(numbers, ['--nr 5', '--nr 2', '2', '-N 1', '--nr 1']);
  });
});

describe('what is left to grow', () => {
  const box = sandboxed((box) => {
    withDisk(box, 'sda');
  });

  it('is told with whether the staging partition is still in the table', () => {
    const unused = String(8388608 - 2048 - 5240832);
    for (const [staging, is] of [
      ['sda5', 'yes'],
      ['sda9', 'no'],
      ['a5', 'no'],
    ] as const)
      assert.equal(
        box().prints(tellGrowth('/dev/sda', '/dev/sda1', `/dev/${staging}`)),
        `staging ${is}\nunused ${unused}\n`,
      );
  });

  it('is asked and done with arguments only', () => {
    keepsOutOfText((value) => tellGrowth(value, value, value));
    keepsOutOfText((value) => growRoot(value, value, value));
  });
});
