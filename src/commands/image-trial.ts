import { NEW_BOOT, STAGING } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { LOADER_SECTOR } from './loader.ts';
import { script } from './script.ts';
import { STAGE } from './stage.ts';
import { IMAGE_TRIAL, TRIAL_FILES, TRIAL_UNIT } from './trial.ts';

/** What our GRUB reads for the trials of an image, beside `stem/trial.cfg`, as paths within the staging partition. */
export const IMAGE_STAGE = { menu: '/stem/image.cfg', loader: '/stem/loader.cfg' } as const;

/** Where an image keeps the configuration of its GRUB; the second is that of the EFI one, which is the same. */
const CONFIGS = ['grub/grub.cfg', 'EFI/BOOT/grub.cfg'];

/** A panic, or a processor that takes no interrupts any more, ends in a reboot: the one after a trial is the environment's. */
const WORDS = 'stem.trial panic=10 nmi_watchdog=panic';

/** Sourced by `stem/grub.cfg`. The menu falls through to a reboot, since a GRUB that shows a menu waits for somebody. */
const TRIAL = `# stem-remote: one boot of the new system, by the configuration of its image.
search --no-floppy --label resin-boot --set=new
if [ -n "$new" ]; then
  set root="$new"
  set prefix="($new)/grub"
  configfile "($stage)${IMAGE_STAGE.menu}"
fi
echo "stem: the new system does not load"
`;

const BEHIND = `
# stem-remote: nobody stands there.
menuentry 'stem-back' --id 'stem-back' {
  reboot
}
set fallback=stem-back
set timeout=0
`;

/** The other trial: what the first sector of the disk will be, from the place where it was prepared. */
const LOADER = `# stem-remote: one boot of the new system, by the loader of its image.
set root="$disk"
if chainloader "\${disk}${String(LOADER_SECTOR)}+1"; then boot; fi
echo "stem: the loader of the image does not load"
`;

/** The image's own menu, with the words of the trial on each kernel's command line, and whatever its configuration sources beside it. */
const MAKE = `set -eu
boot=$1 stage=$2 trial=$3 behind=$4 loader=$5 words=$6
shift 6
config=
for each in "$@"; do
  if [ -z "$config" ] && [ -s "$boot/$each" ]; then config=$boot/$each; fi
done
[ -n "$config" ] || { echo "$boot has none of: $*" >&2; exit 1; }
put() {
  cat >"$1.new"
  grub-script-check "$1.new"
  mv -T "$1.new" "$1"
}
words=" $words"
{ sed -E "s#^([[:space:]]*linux(16|efi)?[[:space:]].*)\\$#\\1$words#" "$config"; printf %s "$behind"; } | put "$stage${IMAGE_STAGE.menu}"
grep -qF "$words" "$stage${IMAGE_STAGE.menu}" || { echo "$config starts no kernel that we can see" >&2; exit 1; }
printf %s "$loader" | put "$stage${IMAGE_STAGE.loader}"
printf %s "$trial" | put "$stage${STAGE.trial}"
sync`;

/** Puts on the staging partition what both trials of an image need, made from the image itself. */
export const makeImageTrial = (): ShellCommand =>
  script('image-trial', MAKE, NEW_BOOT, STAGING, TRIAL, BEHIND, LOADER, WORDS, ...CONFIGS);

/** Without debugfs and fsfreeze, which a balenaOS need not have: an unmount writes ext4's journal to its place. */
const ARM = `set -eu
dir=$1 device=$2
cp "$dir${IMAGE_STAGE.loader}" "$dir${STAGE.trial}.new"
mv -T "$dir${STAGE.trial}.new" "$dir${STAGE.trial}"
printf %s "$3" | dd of="$dir${STAGE.block}" conv=notrunc,fsync 2>/dev/null
sync
umount "$dir"
mount -t ext4 -o ro,noatime "$device" "$dir"
[ "$(cat "$dir${STAGE.block}")" = "$3" ]
cmp "$dir${IMAGE_STAGE.loader}" "$dir${STAGE.trial}"
umount "$dir"
sync`;

/** Arms one boot by the image's own loader; `block` is what GRUB reads first. Leaves the staging partition unmounted. */
export const armLoaderTrial = (staging: string, block: string): ShellCommand =>
  script('loader-arm', ARM, STAGING, staging, block);

const PROVE = `if grep -qw stem.trial /proc/cmdline; then echo 'it came up by our loader, not by its own' >&2; exit 1; fi
systemctl is-active --quiet "$1" || { echo "$1 does not run: nothing would bring this boot back" >&2; exit 1; }`;

/** Fails where the running system was started with the words of our own trial, or without its timer. */
export const proveOwnLoader = (): ShellCommand =>
  script('prove-loader', PROVE, TRIAL_UNIT.slice(TRIAL_UNIT.lastIndexOf('/') + 1));

/** The root of a balenaOS is read-only; `$@` goes, and it is read-only again. */
const DISARM = `set -eu
mount -o remount,rw /
rc=0
rm -f "$@" || rc=$?
sync
mount -o remount,ro / || true
exit $rc`;

/** Takes the timer of the trials out of the running system: its script ends when it finds its unit gone. */
export const disarmImage = (): ShellCommand =>
  script('trial-remove', DISARM, ...TRIAL_FILES, IMAGE_TRIAL.script);
