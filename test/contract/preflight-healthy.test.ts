import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CHECKS } from '../../src/steps/preflight/checks.ts';
import { verdict } from '../devices/recorded.ts';

/** A device as it should be: no check says more than this. */
const ON_UBUNTU: Readonly<Record<string, string>> = {
  P01: 'ok: pilot becomes root by sudo.',
  P02: 'ok: The device runs ubuntu 14.04 with init as its init.',
  P03: 'ok: The machine is x86_64, a 64-bit system on a 64-bit processor.',
  P04: 'ok: All 68 commands are there.',
  P05: 'ok: The firmware started the system the BIOS way.',
  P06: 'ok: /dev/sda has an MBR with the types 83 05 00 00.',
  P07: 'ok: Disk 000a1b2c, partitions by sectors: /dev/sda1 (83) 2048+5240832, /dev/sda2 (5) 5244926+3143682 and /dev/sda5 (82) 5244928+3143680.',
  P08: 'ok: / is ext4 on /dev/sda1 with 1.8 GiB free.',
  P09: 'ok: /dev/sda is a fixed disk of 4.0 GiB with plain partitions.',
  P10: 'ok: Nothing is built on the disk.',
  P11: 'ok: /dev/sda5 is the only swap, /etc/fstab names it as UUID=ae864c83-4b43-4f16-ac4a-33f0049173f2.',
  P12: 'ok: 0 KiB of swap are used, 1.9 GiB of 1.9 GiB of memory are available.',
  P13: 'ok: /dev/sda5 is swap, not mounted, and nobody has it open.',
  P14: 'ok: Nothing resumes from the swap.',
  P15: 'ok: GRUB is 2.02~beta2-9ubuntu1.20, the only boot loader.',
  P16: "ok: The boot code of /dev/sda is GRUB's, and its files are complete.",
  P17: 'ok: The core image on the disk differs from its file in 3 of 27214 bytes.',
  P18: 'ok: GRUB can boot an entry once, and no foreign one is armed.',
  P19: 'ok: GRUB waits 0 s, after a failed boot 30 s; GRUB_DEFAULT=0, GRUB_HIDDEN_TIMEOUT=0 and GRUB_TIMEOUT=10 in its settings.',
  P20: 'ok: It is valid, has 3 entries, no password, and reads custom.cfg.',
  P21: 'ok: The old kernel is told nothing about its hardware. After a panic the old system stands still.',
  P22: 'ok: There is no watchdog.',
  P23: 'ok: The kernel reports no errors of the disk, and the root file system is clean.',
  P24: 'unknown: smartctl is not installed.',
  P25: 'ok: 256 MiB of the staging partition were read at 2.1 GiB a second.',
  P26: 'ok: eth0 has 10.0.2.15/24 by DHCP, the gateway is 10.0.2.2, name servers are 10.0.2.3.',
  P27: 'ok: eth0 (52:54:00:12:34:56, virtio_net) has a link.',
  P28: 'ok: The uplink is eth0 (wired), and so is this connection.',
  P29: 'ok: The lease of 10.0.2.15 is for 86400 s.',
  P30: 'ok: Host keys are ssh-dss, ecdsa-sha2-nistp256, ssh-ed25519 and ssh-rsa, and SFTP is on.',
  P31: 'ok: The clock says 2026-11-23T23:05:34.000Z, and so does the hardware clock.',
  P32: 'ok: No package is being worked on, all are installed in full, no reboot is pending.',
  P33: 'ok: It is up for 0 days, with 5 boots on record.',
  P34: 'ok: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2-debian-1.16.2-1: 0x8086:0x7010 ata_piix, 0x1af4:0x1004 virtio-pci and 0x1af4:0x1000 virtio-pci.',
  P35: 'ok: /dev/sda is QEMU HARDDISK of 4.0 GiB, scsi-0QEMU_QEMU_HARDDISK_d0; there is no other.',
  P36: 'ok: No endpoint is required (stem_required_endpoints).',
  P37: 'ok: The device calls itself old-device, its machine id is f5e173bea13a44a6abc2c8c2d6932042.',
  P38: 'ok: /dev/sda5 gets at most 11 MiB of 1.4 GiB, the backup (at most 3 MiB) goes to the staging partition.',
  P39: 'ok: No run has been here.',
  P40: 'ok: There is nothing but the root and swap.',
  P41: 'ok: The device has no battery.',
  P42: 'unknown: It is tested by preflight/scratch when the run starts: a question must not write.',
  P43: 'ok: Secure boot is not on; kexec is not installed (it is not used).',
  P44: 'ok: It is a machine of its own.',
};

describe('the preflight of a healthy device', () => {
  for (const { id, title } of CHECKS)
    it(`passes ${id}, ${title}, on Ubuntu 14.04`, () => {
      assert.equal(verdict(id), ON_UBUNTU[id]);
    });

  for (const { id, title } of CHECKS)
    it(`does not block by ${id}, ${title}, on the lab's Debian 12`, () => {
      assert.match(verdict(id, { os: 'debian-12' }), /^(ok|unknown|warn): /);
    });
});
