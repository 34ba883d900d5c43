import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { macOf, qemuArgv, type MachineArgs } from './qemu-argv.ts';

const machine: MachineArgs = {
  name: 'lab-1',
  hardware: { bus: 'scsi', cpus: 2, memoryMib: 2048, mac: '52:54:00:01:02:03' },
  accelerator: 'tcg',
  port: 40123,
};

describe('the arguments of QEMU', () => {
  it('are these for a device with a SCSI disk', () => {
    assert.equal(
      qemuArgv(machine).join(' '),
      '-name lab-1 -machine pc -cpu Nehalem -accel tcg,thread=multi,tb-size=128 -smp 2 -m 2048 ' +
        '-device virtio-scsi-pci,id=scsi0 ' +
        '-drive if=none,id=disk0,file=disk.qcow2,format=qcow2,cache=unsafe,discard=unmap ' +
        '-device scsi-hd,bus=scsi0.0,drive=disk0,serial=lab-disk ' +
        '-netdev user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:40123-:22 ' +
        '-device virtio-net-pci,netdev=net0,id=nic0,mac=52:54:00:01:02:03,romfile= ' +
        '-object rng-random,id=rng0,filename=/dev/urandom -device virtio-rng-pci,rng=rng0 ' +
        '-display none -monitor none -nodefaults -vga std ' +
        '-chardev file,id=console0,path=console.log,append=on -serial chardev:console0 ' +
        '-qmp unix:monitor.sock,server=on,wait=off -pidfile qemu.pid',
    );
  });

  it('name the bus, the accelerator, the snapshot and what was added', () => {
    const argv = qemuArgv({
      ...machine,
      hardware: { ...machine.hardware, bus: 'ahci' },
      accelerator: 'kvm',
      fromSnapshot: 'booted',
      extra: ['-device', 'i6300esb'],
    });
    assert.ok(argv.join(' ').includes('-accel kvm '));
    assert.ok(argv.includes('ide-hd,bus=ahci0.0,drive=disk0,serial=lab-disk'));
    assert.deepEqual(argv.slice(-4), ['-loadvm', 'booted', '-device', 'i6300esb']);
    const ide = qemuArgv({ ...machine, hardware: { ...machine.hardware, bus: 'ide' } });
    assert.ok(ide.includes('ide-hd,bus=ide.0,drive=disk0,serial=lab-disk'));
    const nvme = qemuArgv({ ...machine, hardware: { ...machine.hardware, bus: 'nvme' } });
    assert.ok(nvme.includes('nvme,drive=disk0,serial=lab-disk'));
  });

  it('record the writes and flushes of the disk', () => {
    const argv = qemuArgv({ ...machine, writeLog: 'writes.log' });
    assert.ok(
      argv.includes(
        'if=none,id=disk0,driver=blklogwrites,cache=writeback,discard=ignore,' +
          'file.driver=qcow2,file.cache.no-flush=on,file.file.driver=file,file.file.filename=disk.qcow2,' +
          'log-append=on,log.driver=file,log.cache.no-flush=on,log.filename=writes.log',
      ),
      argv.join(' '),
    );
  });

  it('have an address of its own for each device', () => {
    assert.equal(macOf(Uint8Array.of(0, 10, 255)), '52:54:00:00:0a:ff');
  });
});
