import type { WrongTarget } from './wrong-target.ts';

/** What lies on the swap partition, or uses it. */
export const VOLUME_CASES: readonly WrongTarget[] = [
  {
    name: 'lvm',
    kind: 'scsi',
    needsTools: true,
    prepare: `swapoff -a
modprobe dm-mod
lvm() { "$t/lvm" "$@" --config 'activation { udev_sync = 0 udev_rules = 0 }' >/dev/null; }
lvm pvcreate -ff -y /dev/sda5
lvm vgcreate customer /dev/sda5
lvm lvcreate -y -W n -L 200M -n swap customer
mkswap /dev/mapper/customer-swap >/dev/null
swapon /dev/mapper/customer-swap`,
    check: 'P09',
    says: /^There is more than plain partitions: .*sda5 \(LVM2_member\)/,
    hint: /^Leave this device out/,
  },
  {
    name: 'raid',
    kind: 'scsi',
    needsTools: true,
    prepare: `swapoff -a
modprobe raid1
"$t/mdadm" --create /dev/md0 --run --force --level=1 --metadata=1.2 --raid-devices=2 /dev/sda5 missing
until_there /dev/md0
mkswap /dev/md0 >/dev/null
swapon /dev/md0`,
    check: 'P09',
    says: /^There is more than plain partitions: .*sda5 \(linux_raid_member\)/,
    hint: /^Leave this device out/,
  },
  {
    name: 'crypt-luks',
    kind: 'scsi',
    needsTools: true,
    prepare: `swapoff -a
modprobe dm-crypt
printf secret | "$t/cryptsetup" luksFormat -q --pbkdf pbkdf2 --pbkdf-force-iterations 1000 /dev/sda5 -
printf secret | "$t/cryptsetup" open --key-file - /dev/sda5 swap-crypt
mkswap /dev/mapper/swap-crypt >/dev/null
swapon /dev/mapper/swap-crypt`,
    check: 'P09',
    says: /^There is more than plain partitions: .*sda5 \(crypto_LUKS\)/,
    hint: /^Leave this device out/,
  },
  {
    // As Ubuntu's installer does for an encrypted home: the old swap's head stays, a random key at each boot.
    name: 'crypt-with-random-key',
    kind: 'scsi',
    needsTools: true,
    prepare: `swapoff -a
modprobe dm-crypt
"$t/cryptsetup" open --type plain --cipher aes-cbc-essiv:sha256 --key-size 256 --offset 1024 \\
  --key-file /dev/urandom /dev/sda5 cryptswap1
mkswap /dev/mapper/cryptswap1 >/dev/null
swapon /dev/mapper/cryptswap1`,
    check: 'P10',
    says: /^Found: .*\/dev\/mapper\/cryptswap1/,
    hint: /^Remove these mappings, or leave this device out\.$/,
  },
  {
    name: 'other-swap',
    kind: 'scsi',
    prepare: `dd if=/dev/zero of=/swapfile bs=1M count=16 status=none
chmod 600 /swapfile
mkswap /swapfile >/dev/null
swapon /swapfile`,
    check: 'P11',
    says: /^\/swapfile is active as well\.$/,
    hint: /or turn the other swap off\.$/,
  },
  {
    name: 'swap-not-active',
    kind: 'scsi',
    prepare: 'swapoff -a',
    check: 'P11',
    says: /^\/dev\/sda5 is not active swap\.$/,
    hint: /^Turn it on with swapon \/dev\/sda5/,
  },
  {
    name: 'mounted',
    kind: 'scsi',
    prepare: `swapoff -a
mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0,nodiscard /dev/sda5
mount /dev/sda5 /mnt`,
    check: 'P13',
    says: /^\/dev\/sda5 is mounted at \/mnt\.$/,
    hint: /^Set stem_staging_partition to the swap partition\.$/,
  },
  {
    name: 'data-instead-of-swap',
    kind: 'scsi',
    prepare: `swapoff -a
mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0,nodiscard /dev/sda5`,
    check: 'P13',
    says: /^\/dev\/sda5 holds ext4, not swap\.$/,
    hint: /^Set stem_staging_partition to the swap partition\.$/,
  },
  {
    name: 'opened',
    kind: 'scsi',
    prepare: `setsid sh -c 'exec 3</dev/sda5; exec sleep 100000' >/dev/null 2>&1 </dev/null &
sleep 1`,
    check: 'P13',
    says: /^\/dev\/sda5 is opened by \d+ sleep\.$/,
    hint: /^Stop that program\.$/,
  },
  {
    name: 'hibernated',
    kind: 'scsi',
    // The kernel's mark of a hibernated system, in the place of the swap's own signature.
    prepare: `swapoff -a
printf S1SUSPEND | dd of=/dev/sda5 bs=1 seek=4086 conv=notrunc,fsync status=none`,
    check: 'P13',
    says: /^\/dev\/sda5 holds the image of a hibernated system\.$/,
    hint: /^Boot it once so that it resumes/,
  },
];
