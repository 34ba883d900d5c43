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

/**
 * Counts what tar, the list of checksums and an ext4 of ours make of the paths, at most: contents in whole blocks, and
 * for each entry a header and an extended one, which `--xattrs` brings along. Sizes as files say them, with their
 * holes: those are not archived, but a list of them is.
 */
const COUNT = `{ l = length($0) - length($1) - length($2) - 1; n++
  h = l + 200; if ($1 == "l") h += $2
  t += 1024 + 512 * int((h + 511) / 512)
  if ($1 == "f") { t += 512 * int(($2 + 511) / 512); s += l + 68 }
  if ($1 == "f" || $1 == "d") d += 4096 * int(($2 + 4095) / 4096); else d += 4096 }`;

/**
 * What the backup would leave out without a word: where a listed link leads to (a link is archived as one), and file
 * systems that are mounted below a path (`--one-file-system`). What is listed itself, or lies below what is, is not left out.
 * A bind mount of the same file system is archived like a folder. Names in /proc/mounts have octal escapes.
 */
const OUTSIDE = `[ ! -h "$p" ] || [ "$links" = -H ] || {
  for q; do [ -h "$q" ] || case $t/ in "$(readlink -f "$q")"/*) continue 2 ;; esac; done
  echo "outside $p -> $t"; continue
}
while read -r s m y w; do
  case $m in *\\\\*) m=$(printf %b "$m") ;; esac
  case $m in "$t"/*) ;; *) continue ;; esac
  case $y in tmpfs|ramfs|proc|sysfs|devpts|devtmpfs|cgroup*|autofs|overlay|aufs|nsfs|*.gvfsd-fuse) continue ;; esac
  for q; do [ "$(readlink -f "$q")" != "$m" ] || continue 2; done
  [ "$(timeout 10 stat -c %d "$m")" = "$(stat -c %d "$t")" ] || echo "outside $m"
done </proc/mounts`;

interface Partitions {
  readonly root: string;
  readonly staging: string;
}

/** A link among the paths counts as a link: it is archived as one. */
export const tellSizes = (root: string, staging: string, paths: readonly string[]): ShellCommand =>
  sizesOf({ root, staging }, '-P', paths);

/** A link among the sources is followed, as their archive does. */
export const tellVolumeSizes = (
  root: string,
  staging: string,
  sources: readonly string[],
): ShellCommand => sizesOf({ root, staging }, '-H', sources);

const sizesOf = (
  { root, staging }: Partitions,
  links: '-P' | '-H',
  paths: readonly string[],
): ShellCommand =>
  ask(
    'P38',
    `for p in root staging; do
  if r "/sys/class/block/\${1##*/}/size"; then echo "$p $((v * 512))"; fi
  shift
done
links=$1; shift
for p; do
  [ -e "$p" ] || { echo "absent $p"; continue; }
  t=$(readlink -f "$p")
${OUTSIDE}
done
if [ $# -eq 0 ]; then echo 'backup 0 0 0 0'; exit 0; fi
{ timeout 60 find "$links" "$@" -xdev -printf '%y %s %p\\0' 2>/dev/null; [ $? -ne 124 ] || printf 'late\\0'; } |
  tr '\\n\\000' '?\\n' | awk '$1 == "late" { late = 1; next }
${COUNT}
END { if (late) print "slow yes"; else printf "backup %.0f %.0f %.0f %.0f\\n", n, t + 10240, d, s }'`,
    ...[root, staging, links],
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
