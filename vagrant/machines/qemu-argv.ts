/** How the disk is attached; it is `/dev/nvme0n1` on NVMe, else `/dev/sda`. */
export type DiskBus = 'scsi' | 'ide' | 'ahci' | 'nvme';

/** What a lab device is made of. */
export interface Hardware {
  readonly bus: DiskBus;
  readonly cpus: number;
  readonly memoryMib: number;
  readonly mac: string;
}

export interface MachineArgs {
  readonly name: string;
  readonly hardware: Hardware;
  readonly accelerator: 'kvm' | 'tcg';
  /** The loopback port that leads to the device's port 22. */
  readonly port: number;
  /** One that leads to 22222, where a balenaOS listens. */
  readonly newPort?: number | undefined;
  /** The network namespace in which its cable is a tap device; both ports are no business of QEMU's then. */
  readonly segment?: string | undefined;
  /** A snapshot to start from instead of booting. */
  readonly fromSnapshot?: string;
  /** Every write and flush of the disk is recorded at the end of this log in the device's folder (QEMU's blklogwrites). */
  readonly writeLog?: string;
  /** More arguments, for experiments: a watchdog, a debugger's port. */
  readonly extra?: readonly string[];
  /** Where QEMU finds the disk's image, if not in the device's folder itself: a server of network block devices. */
  readonly diskAt?: string;
}

/** The end of the cable in a segment's namespace. */
export const TAP = 'tap0';

/** File names inside a device's folder, which is QEMU's working directory: so no path of it can be too long. */
export const DISK_FILE = 'disk.qcow2';
/** The device's own copy of the image, never written to after its creation. */
export const BASE_FILE = 'base.raw';
export const CONSOLE_FILE = 'console.log';
export const MONITOR_FILE = 'monitor.sock';
export const PID_FILE = 'qemu.pid';

/**
 * QEMU keeps what it has translated of a guest across its restarts, 1 GiB of it unless it is told less, and each write to a page of which
 * it has something is slow. So the next boot of a machine took half as long again as its first, and GRUB, which moves a system through memory
 * byte by byte, now and then stood for minutes. With so little room it throws all of it away often enough.
 */
const TCG = 'tcg,thread=multi,tb-size=128';

/**
 * The arguments of `qemu-system-x86_64` for a device. The guest reaches nothing outside (`restrict=on`); only
 * its port 22 is reached, from loopback. `cache=unsafe` is safe against a killed QEMU (what the guest flushed
 * is in the host's page cache), not against a crash of the host.
 */
export function qemuArgv(args: MachineArgs): readonly string[] {
  const { hardware } = args;
  return [
    ...['-name', args.name, '-machine', 'pc', '-cpu', 'Nehalem'],
    ...['-accel', args.accelerator === 'kvm' ? 'kvm' : TCG],
    ...['-smp', String(hardware.cpus), '-m', String(hardware.memoryMib)],
    ...diskArgs(hardware.bus, driveOf(args)),
    ...[
      '-netdev',
      args.segment === undefined
        ? `user,id=net0,restrict=on,hostfwd=tcp:127.0.0.1:${String(args.port)}-:22${newForward(args)}`
        : `tap,id=net0,ifname=${TAP},script=no,downscript=no`,
      '-device',
      `virtio-net-pci,netdev=net0,id=nic0,mac=${hardware.mac},romfile=`,
    ],
    ...[
      '-object',
      'rng-random,id=rng0,filename=/dev/urandom',
      '-device',
      'virtio-rng-pci,rng=rng0',
    ],
    ...['-display', 'none', '-monitor', 'none', '-nodefaults', '-vga', 'std'],
    ...[
      '-chardev',
      `file,id=console0,path=${CONSOLE_FILE},append=on`,
      '-serial',
      'chardev:console0',
    ],
    ...['-qmp', `unix:${MONITOR_FILE},server=on,wait=off`, '-pidfile', PID_FILE],
    ...(args.fromSnapshot === undefined ? [] : ['-loadvm', args.fromSnapshot]),
    ...(args.extra ?? []),
  ];
}

const newForward = ({ newPort }: MachineArgs): string =>
  newPort === undefined ? '' : `,hostfwd=tcp:127.0.0.1:${String(newPort)}-:22222`;

/** A recorded disk is told of flushes, and of nothing but writes and flushes: a discard could be lost in another way. */
function driveOf({ writeLog, diskAt }: MachineArgs): string {
  // Whoever serves the image elsewhere must hear of each flush. What the image stands on lies here all the same.
  if (diskAt !== undefined)
    return `if=none,id=disk0,file=${diskAt},format=qcow2,cache=writeback,discard=unmap,backing.driver=raw,backing.file.driver=file,backing.file.filename=${BASE_FILE}`;
  if (writeLog === undefined)
    return `if=none,id=disk0,file=${DISK_FILE},format=qcow2,cache=unsafe,discard=unmap`;
  return [
    'if=none,id=disk0,driver=blklogwrites,cache=writeback,discard=ignore',
    `file.driver=qcow2,file.cache.no-flush=on,file.file.driver=file,file.file.filename=${DISK_FILE}`,
    `log-append=on,log.driver=file,log.cache.no-flush=on,log.filename=${writeLog}`,
  ].join(',');
}

function diskArgs(bus: DiskBus, drive: string): readonly string[] {
  switch (bus) {
    case 'scsi':
      return [
        ...['-device', 'virtio-scsi-pci,id=scsi0', '-drive', drive],
        ...['-device', 'scsi-hd,bus=scsi0.0,drive=disk0,serial=lab-disk'],
      ];
    case 'ide':
      return ['-drive', drive, '-device', 'ide-hd,bus=ide.0,drive=disk0,serial=lab-disk'];
    case 'ahci':
      return [
        ...['-device', 'ahci,id=ahci0', '-drive', drive],
        ...['-device', 'ide-hd,bus=ahci0.0,drive=disk0,serial=lab-disk'],
      ];
    case 'nvme':
      return ['-drive', drive, '-device', 'nvme,drive=disk0,serial=lab-disk'];
  }
}

/** A locally administered address of QEMU's prefix, made of three random bytes. */
export const macOf = (bytes: Uint8Array): string =>
  [
    '52',
    '54',
    '00',
    ...[...bytes.slice(0, 3)].map((byte) => byte.toString(16).padStart(2, '0')),
  ].join(':');
