import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keepsOutOfText, sandboxed } from '../../../test/fakes/dash.ts';
import { tellMemory, tellResume, tellStaging, tellSwaps } from './swap.ts';

describe('the swap of a device', () => {
  const box = sandboxed();

  it('is told by real names, with the lines of fstab that bring it back', () => {
    box().put('/run/sda5');
    box().link('/run/by-uuid', box().at('/run/sda5'));
    box().put(
      '/proc/swaps',
      'Filename\tType\tSize\tUsed\tPriority\n@/run/by-uuid partition\t1571836\t0\t-1\n',
    );
    box().put(
      '/etc/fstab',
      '# /dev/x none swap\nUUID=ae86 none swap sw 0 0\n#/dev/sda6 none swap sw 0 0\n/dev/sda1 / ext4 x 0 1\n  /dev/sdb1\tnone\tswap sw\n',
    );
    assert.equal(
      box().prints(tellSwaps()),
      'swap /run/sda5 partition\t1571836\t0\t-1\nline UUID=ae86\nline /dev/sdb1\nasked\n',
    );
  });

  it('is weighed against the memory', () => {
    box().put(
      '/proc/meminfo',
      'MemTotal:        2027028 kB\nMemFree:         1834788 kB\nSwapCached:            0 kB\nSwapTotal:       1571836 kB\nShmemHugePages:  9 kB\n',
    );
    assert.equal(
      box().prints(tellMemory()),
      'MemTotal: 2027028\nMemFree: 1834788\nSwapTotal: 1571836\n',
    );
  });

  it('is looked at where it will be written: what it is, who mounted it, who has it open', () => {
    box().put('/sys/class/block/sda5/dev', '8:5\n');
    box().put(
      '/proc/self/mountinfo',
      '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n23 22 8:5 / /mnt rw - ext4 /dev/root rw\n24 22 8:50 / /x rw - ext4 /dev/sdd2 rw\n',
    );
    box().put('/proc/812/comm', 'dd\n');
    box().link('/proc/812/fd/3', '/dev/sda5');
    box().link('/proc/812/fd/4', '/dev/sda55');
    box().fake('blkid', "printf 'TYPE=swap\\nLABEL=a b\\n'");
    assert.equal(
      box()
        .prints(tellStaging('/dev/sda5'))
        .replace(/^block (yes|no)$/m, 'block ?'),
      'block ?\nprobe TYPE=swap\nprobe LABEL=a b\nmounted /mnt\nuser 812 dd\n',
    );
    box().put('/run/sda5');
    assert.match(box().prints(tellStaging('/run/sda5')), /^block no$/m);
  });
});

describe('resuming from swap', () => {
  const box = sandboxed();

  it('may be where the device resumes from', () => {
    box().putAll({
      '/resume=x': '',
      '/sys/power/resume': '8:5\n',
      '/sys/class/block/sda5/dev': '8:5\n',
      '/proc/cmdline': 'ro noresume=1 resume=UUID=ae86 * $(x) resume=/dev/sda5 resume=?\n',
      '/etc/initramfs-tools/conf.d/resume': 'RESUME=UUID=5e1f\n#RESUME=none\n',
    });
    assert.equal(
      box().prints(tellResume('/dev/sda5')),
      'kernel 8:5\nstaging 8:5\ncmdline UUID=ae86\ncmdline /dev/sda5\ncmdline ?\nfile UUID=5e1f\n',
    );
  });

  it('is asked about by an argument', () => {
    keepsOutOfText(tellStaging);
    keepsOutOfText(tellResume);
  });
});
