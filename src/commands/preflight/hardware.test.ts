import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxed } from '../../../test/fakes/dash.ts';
import { tellHardware, tellKexec, tellPower } from './hardware.ts';

describe('the hardware of a device', () => {
  const box = sandboxed();
  const withPci = (slot: string, device: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(device))
      box().put(`/sys/bus/pci/devices/${slot}/${name}`, `${text}\n`);
  };

  it('is told by its maker, and by the drivers of disks and networks', () => {
    box().put('/sys/class/dmi/id/sys_vendor', 'QEMU\n');
    box().put('/sys/class/dmi/id/product_name', 'Standard PC (i440FX + PIIX, 1996)\n');
    withPci('0000:00:01.1', { class: '0x010180', vendor: '0x8086', device: '0x7010' });
    withPci('0000:00:02.0', { class: '0x030000', vendor: '0x1234', device: '0x1111' });
    withPci('0000:00:04.0', { class: '0x020000', vendor: '0x1af4', device: '0x1000' });
    box().put('/sys/bus/pci/drivers/virtio-pci/bind');
    box().link(
      '/sys/bus/pci/devices/0000:00:04.0/driver',
      box().at('/sys/bus/pci/drivers/virtio-pci'),
    );
    assert.equal(
      box().prints(tellHardware()),
      `sys_vendor QEMU
product_name Standard PC (i440FX + PIIX, 1996)
bios_version 
pci 0000:00:01.1 0x010180 0x8086:0x7010 driver
pci 0000:00:04.0 0x020000 0x1af4:0x1000 virtio-pci
asked
`,
    );
  });

  it('tells each power supply, and what the system itself thinks of them', () => {
    assert.equal(box().run(tellPower(), { path: '/none' }).stdout, 'asked\n');
    box().putAll({
      '/sys/class/power_supply/AC/type': 'Mains\n',
      '/sys/class/power_supply/AC/online': '0\n',
      '/sys/class/power_supply/BAT0/type': 'Battery\n',
      '/sys/class/power_supply/BAT0/status': 'Discharging\n',
    });
    box().fake('on_ac_power', 'exit 1');
    assert.equal(
      box().prints(tellPower()),
      'supply Mains 0 \nsupply Battery  Discharging\nonac 1\nasked\n',
    );
  });

  it('tells whether kexec is there, and what the kernel says of secure boot', () => {
    box().fake(
      'dmesg',
      "printf '%s\\n' '[ 0.0] Linux' '[ 0.1] Secure boot enabled' '[ 0.2] secure boot again'",
    );
    box().fake('kexec');
    assert.equal(
      box().prints(tellKexec()),
      'kexec yes\nsecure [ 0.1] Secure boot enabled\nasked\n',
    );
    assert.deepEqual(box().log(), ['dmesg']);
  });

  it('has no kexec where there is none', () => {
    box().fake('dmesg');
    assert.equal(box().run(tellKexec(), { path: '/none' }).stdout, 'secure \nasked\n');
  });
});
