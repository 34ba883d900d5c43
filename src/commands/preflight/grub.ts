import type { ShellCommand } from '../../model/command.ts';
import { ask } from './ask.ts';

const CONFIG = '/boot/grub/grub.cfg';
const MODULES = '/boot/grub/i386-pc';

export const tellGrub = (): ShellCommand =>
  ask(
    'P15',
    `grub-install --version | k version
dpkg-query -W -f '\${Package} \${Version} \${Status}\\n' grub-pc grub-pc-bin grub2-common grub-efi-amd64 grub grub-legacy lilo extlinux | k package`,
  );

/** Bytes 92 to 99 of GRUB's boot sector: where its core image begins, 1 unless somebody moved it. */
export const tellBootCode = (disk: string): ShellCommand =>
  ask(
    'P16',
    `if dd if="$1" bs=512 count=1 2>/dev/null | grep -aq GRUB; then echo 'mbr grub'; else echo 'mbr other'; fi
echo "core $(dd if="$1" bs=512 count=1 2>/dev/null | od -An -v -tx1 -j92 -N8 | tr -d ' \\n')"
for f in "$2"/core.img "$2"/normal.mod "$2"/../grubenv "$2"/../grub.cfg; do [ -s "$f" ] || echo "missing $f"; done`,
    disk,
    MODULES,
  );

/** A few bytes differ by design: grub-install fills block lists in. */
export const tellCore = (disk: string): ShellCommand =>
  ask(
    'P17',
    `n=$(stat -c %s "$2/core.img") || exit 0
echo "size $n"
echo "differ $(dd if="$1" bs=512 skip=1 count=$(( (n + 511) / 512 )) 2>/dev/null | head -c "$n" | cmp -l - "$2/core.img" | wc -l)"`,
    disk,
    MODULES,
  );

/** The block is read as text: `grub-editenv list` would make a missing one. */
export const tellOneShot = (): ShellCommand =>
  ask(
    'P18',
    `if grep -q next_entry "$(command -v grub-reboot)"; then echo 'oneshot yes'; else echo 'oneshot no'; fi
echo "config $(grep -c next_entry "$1")"
sed -n 's/^next_entry=/armed /p' /boot/grub/grubenv
stat -c 'block %s %b' /boot/grub/grubenv`,
    CONFIG,
  );

/** The first time limit behind `recordfail` is the one after a boot that did not end well. */
export const tellTimeouts = (): ShellCommand =>
  ask(
    'P19',
    `[ -s "$1" ] && echo "read $1"
sed -n '/recordfail.*= 1/,/fi/p' "$1" | sed -n 's/^[ \\t]*set timeout=/recordfail /p' | head -n 1
sed -n 's/^[ \\t]*set timeout=/timeout /p' "$1"
grep -E '^GRUB_(DEFAULT|TIMEOUT|HIDDEN_TIMEOUT|RECORDFAIL_TIMEOUT)=' /etc/default/grub | k setting`,
    CONFIG,
  );

export const tellConfig = (): ShellCommand =>
  ask(
    'P20',
    `if grub-script-check "$1"; then echo 'syntax ok'; else echo 'syntax bad'; fi
echo "entries $(grep -cE '^[[:space:]]*menuentry ' "$1")"
echo "custom $(grep -c custom.cfg "$1")"
if cat "$1" /boot/grub/custom.cfg | grep -qE '^[[:space:]]*(password|password_pbkdf2|set superusers)'
then echo 'password yes'; else echo 'password no'; fi`,
    CONFIG,
  );
