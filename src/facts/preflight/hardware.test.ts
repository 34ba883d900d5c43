import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recorded } from '../../../test/devices/recorded.ts';
import { answer } from '../../../test/fakes/fake-scripts.ts';
import { hardware, kexec, power } from './hardware.ts';

describe('the hardware', () => {
  it('of the recorded devices has a driver for each controller', () => {
    for (const os of ['ubuntu-14.04', 'debian-12'] as const)
      assert.deepEqual(hardware.parse(recorded(os, 'P34')), {
        isAsked: true,
        machine: 'QEMU Standard PC (i440FX + PIIX, 1996)',
        bios: '1.16.2-debian-1.16.2-1',
        controllers: [
          { slot: '0000:00:01.1', ids: '0x8086:0x7010', driver: 'ata_piix' },
          { slot: '0000:00:03.0', ids: '0x1af4:0x1004', driver: 'virtio-pci' },
          { slot: '0000:00:04.0', ids: '0x1af4:0x1000', driver: 'virtio-pci' },
        ],
      });
  });

  it('has none where the link to the driver leads nowhere', () => {
    const told =
      'product_name Box\npci 0000:00:05.0 0x020000 0x1:0x2 driver\npci 0000:00:06.0 0x020000 0x1:0x2 \n';
    const { isAsked, machine, controllers } = hardware.parse(answer(told));
    assert.deepEqual(
      [isAsked, machine, controllers.map(({ driver }) => driver)],
      [false, 'Box', ['', '']],
    );
  });
});

describe('the power', () => {
  for (const [told, isOnBattery] of [
    ['onac 0\n', false],
    ['onac 1\n', true],
    ['onac 255\n', false],
    ['supply Mains 1 \n', false],
    ['supply Mains 0 \n', true],
    ['supply Battery  Discharging\n', true],
    ['supply Battery  Not charging\n', false],
    ['supply Battery  Charging\n', false],
    ['', false],
  ] as const)
    it(`comes ${isOnBattery ? 'from a battery' : 'from the wall'}: ${JSON.stringify(told)}`, () => {
      assert.equal(power.parse(answer(told)).isOnBattery, isOnBattery);
    });

  it('of the recorded devices is asked, and unknown', () => {
    assert.deepEqual(power.parse(recorded('ubuntu-14.04', 'P41')), {
      isAsked: true,
      isOnBattery: false,
      supplies: [],
    });
  });
});

describe('kexec', () => {
  it('is there or not, and the boot is secure only where the kernel says so', () => {
    const none = { isAsked: true, isInstalled: false, isSecureBoot: false };
    assert.deepEqual(kexec.parse(recorded('debian-12', 'P43')), none);
    const told = (line: string): boolean => kexec.parse(answer(`secure ${line}\n`)).isSecureBoot;
    assert.deepEqual(
      [
        '[ 0.1] Secure boot enabled',
        'UEFI Secure Boot is enabled.',
        'Secure boot disabled',
        'Secure boot could not be determined',
      ].map(told),
      [true, true, false, false],
    );
    assert.deepEqual(kexec.parse(answer('kexec yes\n')), {
      ...none,
      isAsked: false,
      isInstalled: true,
    });
  });
});
