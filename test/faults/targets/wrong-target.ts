/** The device that a case begins with; each is booted once. */
export type Kind =
  /** The lab's own: virtio-scsi, BIOS. */
  | 'scsi'
  /** AHCI and USB, with Debian's kernel for real machines. */
  | 'ahci'
  /** The lab's own disk, started by UEFI firmware. */
  | 'uefi'
  /** One sector of the swap partition can't be read. */
  | 'bad-sector';

/** A disk that is plugged into the running device. */
export interface Plugged {
  /** `usb-stick` says that it is removable, `usb-disk` that it is not. */
  readonly as: 'fixed' | 'usb-stick' | 'usb-disk';
  readonly mib: number;
}

/** A device that must be refused, and how a healthy one becomes it. */
export interface WrongTarget {
  readonly name: string;
  readonly kind: Kind;
  readonly plug?: Plugged;
  /** A script for the running device, as root. */
  readonly prepare?: string;
  /** It calls LVM, mdadm or cryptsetup, which lie in `$t`. */
  readonly needsTools?: true;
  /** Vars of the run, as `-e` takes them. */
  readonly vars?: readonly string[];
  /** The check that stops it. Others may have found the same. */
  readonly check: string;
  readonly says: RegExp;
  readonly hint: RegExp;
}

/** Where the tools lie in a device. */
export const TOOLS_FOLDER = '/opt/target-tools';
/** Sectors of 512 bytes: 100 MiB into the swap partition, in a part of it that nobody has used. */
export const BAD_SECTOR = 5_244_928 + 100 * 2048;

/** What every script begins with. Device mapper must not wait for udev's rules: the packages are not set up. */
export const PREAMBLE = `set -e
export DM_DISABLE_UDEV=1 LD_LIBRARY_PATH=${TOOLS_FOLDER}/lib/x86_64-linux-gnu:${TOOLS_FOLDER}/usr/lib/x86_64-linux-gnu
t=${TOOLS_FOLDER}/sbin
until_there() { n=0; until [ -b "$1" ] || [ $n -ge 100 ]; do n=$((n + 1)); sleep 0.1; done; [ -b "$1" ]; }
`;
