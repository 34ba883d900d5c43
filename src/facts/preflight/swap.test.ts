import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded } from '../../../test/devices/recorded.ts';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { activeSwaps, memory, resume, stagingUse } from './swap.ts';

describe('swap', () => {
  it('is active on the recorded devices, and a line of fstab', () => {
    for (const os of ['ubuntu-14.04', 'debian-12'] as const) {
      const { isAsked, active, lines } = activeSwaps.parse(recorded(os, 'P11'));
      assert.deepEqual([isAsked, active, lines.length], [true, ['/dev/sda5'], 1]);
    }
    assert.deepEqual(activeSwaps.parse(answer('swap \n')), {
      isAsked: false,
      active: [''],
      lines: [],
    });
  });
});

describe('memory', () => {
  it('is what the kernel says, or what 3.13 could free: without what is shared', () => {
    assert.deepEqual(memory.parse(recorded('debian-12', 'P12')), {
      totalBytes: 2027024 * 1024,
      availableBytes: 1846052 * 1024,
      swapUsedBytes: 0,
    });
    assert.equal(
      memory.parse(recorded('ubuntu-14.04', 'P12')).availableBytes,
      (1834788 + 4768 + 122360 - 336) * 1024,
    );
  });

  it('has swap in use, or is unknown', () => {
    assert.equal(memory.parse(answer('SwapTotal: 100\nSwapFree: 40\n')).swapUsedBytes, 60 * 1024);
    for (const told of ['', 'MemTotal: much\nCached: 5\nSwapTotal: 5\n'])
      assert.deepEqual(memory.parse(answer(told)), {
        totalBytes: null,
        availableBytes: null,
        swapUsedBytes: null,
      });
  });
});

describe('the staging partition', () => {
  const fact = stagingUse('/dev/sda5');

  it('is swap on the recorded devices, and nobody else uses it', () => {
    const free = {
      ...{ isBlockDevice: true, type: 'swap', label: '', isOfTypeSwap: true },
      ...{ mounts: [], users: [] },
    };
    assert.deepEqual(fact.parse(recorded('ubuntu-14.04', 'P13')), free);
    assert.deepEqual(fact.parse(recorded('debian-12', 'P13')), { ...free, label: 'lab-swap' });
  });

  it('has its type from the word itself', () => {
    const told =
      'block no\nprobe PART_ENTRY_TYPE=0x82\nprobe LABEL_FATBOOT=x\nprobe LABEL=a=b TYPE=x\nmounted /mnt a\nuser 812 dd\n';
    assert.deepEqual(fact.parse(answer(told)), {
      isBlockDevice: false,
      type: '',
      label: 'a=b TYPE=x',
      isOfTypeSwap: true,
      mounts: ['/mnt a'],
      users: ['812 dd'],
    });
  });
});

describe('resuming', () => {
  const fact = resume('/dev/sda5');

  it('does not happen on the recorded devices', () => {
    for (const os of ['ubuntu-14.04', 'debian-12'] as const)
      assert.deepEqual(fact.parse(recorded(os, 'P14')), {
        isAsked: true,
        isKernels: false,
        named: [],
      });
  });

  it('is from the staging partition where the kernel or a file says so', () => {
    assert.deepEqual(
      fact.parse(answer('kernel 8:5\nstaging 8:5\nfile none\nfile UUID=1\ncmdline /dev/sda5\n')),
      {
        isAsked: true,
        isKernels: true,
        named: ['resume=/dev/sda5 on the command line', 'RESUME=UUID=1 in initramfs-tools'],
      },
    );
    assert.deepEqual(fact.parse(answer('kernel \nstaging \n')), {
      isAsked: false,
      isKernels: false,
      named: [],
    });
  });
});
