import { tellHardware, tellKexec, tellPower } from '../../commands/preflight/hardware.ts';
import { numberIn, preflightFact, words } from './keyed.ts';

/** Answer: `sys_vendor QEMU`, `pci 0000:00:04.0 0x020000 0x1af4:0x1000 virtio-pci`, then `asked`. */
export const hardware = preflightFact('P34', tellHardware(), ({ all, first, has }) => ({
  isAsked: has('asked'),
  machine: `${first('sys_vendor')} ${first('product_name')}`.trim(),
  bios: first('bios_version'),
  controllers: all('pci').map((row) => {
    const [slot = '', , ids = '', driver = ''] = words(row);
    return { slot, ids, driver: driver === 'driver' ? '' : driver };
  }),
}));

/** Answer: `supply Mains 1`, `supply Battery Discharging`, `onac 0` (1 on battery, 255 unknown), then `asked`. */
export const power = preflightFact('P41', tellPower(), ({ all, first, has }) => ({
  isAsked: has('asked'),
  isOnBattery:
    numberIn(first('onac')) === 1 ||
    all('supply').some((row) => /^Mains 0\b|^Battery .*Discharging/.test(row)),
  supplies: all('supply'),
}));

/** Answer: `kexec /sbin/kexec`, `secure [ 0.0] Secure boot enabled`, then `asked`. */
export const kexec = preflightFact('P43', tellKexec(), ({ first, has }) => ({
  isAsked: has('asked'),
  isInstalled: has('kexec'),
  isSecureBoot: /secure boot (is )?enabled/i.test(first('secure')),
}));
