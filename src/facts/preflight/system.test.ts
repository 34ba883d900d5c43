import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded } from '../../../test/devices/recorded.ts';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { cpu, firmware, os, rootRight, tools, virtualization } from './system.ts';

describe('the old system', () => {
  it('is asked by root, through a user or directly', () => {
    assert.deepEqual(rootRight.parse(recorded('ubuntu-14.04', 'P01')), {
      uid: 0,
      through: 'pilot',
    });
    assert.deepEqual(rootRight.parse(recorded('debian-12', 'P01')), { uid: 0, through: '' });
    assert.deepEqual(rootRight.parse(answer('uid \n')), { uid: null, through: '' });
  });

  it('has a name and a version, in quotes of any kind or none', () => {
    assert.deepEqual(os.parse(recorded('ubuntu-14.04', 'P02')), {
      id: 'ubuntu',
      version: '14.04',
      init: 'init',
      exe: '/sbin/init',
      upstart: 'init (upstart 1.12.1)',
    });
    const { id, version } = os.parse(answer(`id 'ubuntu'\nversion 14.04\n`));
    assert.deepEqual([id, version], ['ubuntu', '14.04']);
    assert.deepEqual(os.parse(answer('')), { id: '', version: '', init: '', exe: '', upstart: '' });
  });

  it('has a processor', () => {
    const modern = { machine: 'x86_64', bits: 64, isLongMode: true };
    for (const os of ['ubuntu-14.04', 'debian-12'] as const)
      assert.deepEqual(cpu.parse(recorded(os, 'P03')), modern);
    assert.deepEqual(cpu.parse(answer('machine i686\nbits 32\nlong no\n')), {
      machine: 'i686',
      bits: 32,
      isLongMode: false,
    });
    assert.deepEqual(cpu.parse(answer('bits x\nlong yes?\n')), {
      machine: '',
      bits: null,
      isLongMode: false,
    });
  });

  it('lacks tools only where it was asked for them', () => {
    assert.deepEqual(tools.parse(recorded('ubuntu-14.04', 'P04')), { asked: 68, missing: [] });
    assert.deepEqual(tools.parse(answer('missing cpio\nmissing mkfs.ext4\n')), {
      asked: null,
      missing: ['cpio', 'mkfs.ext4'],
    });
  });
});

describe('the machine below the old system', () => {
  it('has the firmware that it says', () => {
    assert.equal(firmware.parse(recorded('ubuntu-14.04', 'P05')), 'bios');
    assert.equal(firmware.parse(answer('')), '');
  });

  it('is a container or a virtual machine only where it says so', () => {
    assert.deepEqual(virtualization.parse(recorded('debian-12', 'P44')), {
      isContainer: false,
      isVirtual: true,
      isKnown: true,
    });
    assert.deepEqual(virtualization.parse(answer('container yes\n')), {
      isContainer: true,
      isVirtual: false,
      isKnown: true,
    });
    assert.deepEqual(virtualization.parse(answer('')), {
      isContainer: false,
      isVirtual: false,
      isKnown: false,
    });
  });
});
