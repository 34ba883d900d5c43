import type { ShellCommand } from '../../model/command.ts';
import { CUSTOM } from '../entry.ts';
import { ask } from './ask.ts';

const CONFIG = '/boot/grub/grub.cfg';
const MODULES = '/boot/grub/i386-pc';

export const tellGrub = (): ShellCommand =>
  ask(
    'P15',
    `echo "version $(grub-install --version)"
dpkg-query -W -f 'package \${Package} \${Version} \${Status}\\n' grub-pc grub-pc-bin grub2-common grub-efi-amd64 grub grub-legacy lilo extlinux`,
  );

export const tellBootCode = (disk: string): ShellCommand =>
  ask(
    'P16',
    `echo "sector $(dd if="$1" bs=512 count=1 2>/dev/null | od -An -v -tx1 | tr -d ' \\n')"
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

/** The first time limit in the branch for `recordfail` is the one after a boot that did not end well. */
export const tellTimeouts = (): ShellCommand =>
  ask(
    'P19',
    `awk '/recordfail.*= 1/ { r = 1 }
/^[ \\t]*fi/ { r = 0 }
/^[ \\t]*set timeout=/ { sub(/.*=/, ""); print "timeout " $0; if (r) { print "recordfail " $0; r = 0 } }
/^GRUB_(DEFAULT|TIMEOUT|HIDDEN_TIMEOUT|RECORDFAIL_TIMEOUT)=/ { print "setting " $0 }' "$1" /etc/default/grub
[ -s "$1" ] && echo "read $1"`,
    CONFIG,
  );

export const tellConfig = (): ShellCommand =>
  ask(
    'P20',
    `if grub-script-check "$1"; then echo 'syntax ok'; else echo 'syntax bad'; fi
awk '/^[ \\t]*menuentry / { e++ } /custom[.]cfg/ { c++ } END { print "entries " e + 0; print "custom " c + 0 }' "$1"
if grep -qsE '^[[:space:]]*(password|password_pbkdf2|set superusers)' "$1" "$2"
then echo 'password yes'; else echo 'password no'; fi`,
    CONFIG,
    CUSTOM,
  );
