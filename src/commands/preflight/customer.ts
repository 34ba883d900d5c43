import type { ShellCommand } from '../../model/command.ts';
import { CUSTOM, CUSTOM_SAVED } from '../entry.ts';
import { FSTAB, FSTAB_SAVED } from '../fstab.ts';
import { BEGIN_ENTRY } from '../grub-config.ts';
import { tellOwners } from '../lock.ts';
import { ask } from './ask.ts';

/** A name server that is silent must not hold up the answer. 14.04 has the machine's id in D-Bus's place only. */
export const tellNames = (): ShellCommand =>
  ask(
    'P37',
    `echo "name $(hostname)"
echo "full $(timeout 5 hostname -f)"
for f in /etc/machine-id /var/lib/dbus/machine-id; do r "$f" && echo "machine $v"; done`,
  );

export const tellSizes = (root: string, staging: string, paths: readonly string[]): ShellCommand =>
  ask(
    'P38',
    `for p in root staging; do
  if r "/sys/class/block/\${1##*/}/size"; then echo "$p $((v * 512))"; fi
  shift
done
for p; do [ -e "$p" ] || echo "absent $p"; done
if [ $# -eq 0 ]; then echo 'backup 0'; exit 0; fi
t=$(timeout 60 du -skxc "$@")
if [ $? -eq 124 ]; then echo 'slow yes'; else echo "backup $(echo "$t" | tail -n 1 | cut -f1)"; fi`,
    root,
    staging,
    ...paths,
  );

/** Who holds the device, then what an earlier run may have left on the old root. */
export const tellLeftovers = (staging: string): ShellCommand => ({
  kind: 'joined',
  by: ';',
  parts: [
    tellOwners(staging),
    ask(
      'P39',
      `echo "label $(blkid -p -o value -s LABEL "$1")"
for f in "$2" "$4"; do [ -e "$f" ] && echo "left $f"; done
grep -qs "^$5$" "$3" && echo "left $3"
echo asked`,
      staging,
      FSTAB_SAVED,
      CUSTOM,
      CUSTOM_SAVED,
      BEGIN_ENTRY,
    ),
  ],
});

/** Fields 1 to 3 of fstab: its options may hold passwords. fusectl is the kernel's, no mount of a customer. */
export const tellMounts = (): ShellCommand =>
  ask(
    'P40',
    `awk '$1 !~ /^#/ && $3 != "" { print "line", $1, $2, $3 }' "$1"
awk '$1 ~ /^\\/dev\\// || $3 ~ /^(nfs|nfs4|cifs|smbfs|fuse|fuseblk|fuse\\..*|9p|ceph|glusterfs)$/ { print "mount", $1, $2, $3 }' /proc/mounts
echo asked`,
    FSTAB,
  );
