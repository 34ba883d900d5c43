import { StemError } from '../model/errors.ts';
import { ROOT_LABEL, STAGING_LABEL } from '../model/paths.ts';

/** A partition in 512-byte sectors of its disk, as /sys/class/block/NAME/{start,size} say. */
export type Extent = { readonly start: number; readonly length: number };

/** A system as its own root holds it: paths from that root, without a leading slash. */
export interface RootBoot {
  readonly label: string;
  readonly kernel: string;
  readonly initramfs: string;
  readonly cmdline: string;
}

export type BootMode = 'environment' | 'old' | 'new';
export type BootChoice = { readonly mode: BootMode; readonly trial: boolean };
export const TO_ENVIRONMENT: BootChoice = { mode: 'environment', trial: false };
export const TO_TRIAL: BootChoice = { mode: 'environment', trial: true };
export const TO_NEW: BootChoice = { mode: 'new', trial: false };

/** The id of the menu entry in the old system's GRUB. */
export const ENTRY = 'stem-environment';
/** Where our core image lies, and the copy of the sector that it replaces. See `core-switch.ts`. */
export const CORE_SECTOR = 1024;
export const OLD_SECTOR = CORE_SECTOR - 1;

export const BEGIN_ENTRY = '# stem-remote: begin';
export const END_ENTRY = '# stem-remote: end';

interface CoreOptions {
  readonly staging: Extent;
  /** A serial port that is known to be there: output goes to it as well. */
  readonly serial?: { readonly unit: number; readonly speed: number };
}

/**
 * The script inside our core image. It has no menu and waits for nobody: what fails falls through to the next
 * way, and the last one starts again. The old sector is chained only while the old GRUB's files are
 * there: without them it ends at a prompt, where nobody stands.
 */
export const coreConfig = ({ staging, serial }: CoreOptions): string => `\
# stem-remote: where to boot from. No menu, no key: what fails falls through.
${serial === undefined ? '' : serialOutput(serial)}set disk="$cmdpath"
if [ -z "$disk" ]; then set disk="(hd0)"; fi
echo "stem: looking for the staging partition"
search --no-floppy --label ${STAGING_LABEL} --set=stage
if [ -n "$stage" ]; then
  if [ -s "($stage)/stem/grub.cfg" ]; then
    set root="$stage"
    source "($stage)/stem/grub.cfg"
  fi
fi
echo "stem: looking for it by its place on the disk"
if loopback stem "\${disk}${String(staging.start)}+${String(staging.length)}"; then
  if [ -s "(stem)/stem/grub.cfg" ]; then
    set stage="stem"
    set root="stem"
    source "(stem)/stem/grub.cfg"
  fi
fi
echo "stem: looking for the new system"
${newSystem()}echo "stem: looking for the old system"
${oldSystem()}echo "stem: nothing boots, starting again in 10 s"
sleep 10
reboot
`;

const serialOutput = ({ unit, speed }: { unit: number; speed: number }): string => `\
if serial --unit=${String(unit)} --speed=${String(speed)}; then
  terminal_output console serial
fi
`;

/** Through the new system's own configuration, which may show a menu of its own. */
const newSystem = (): string => `\
search --no-floppy --label ${ROOT_LABEL} --set=new
if [ -n "$new" ]; then
  if [ -s "($new)/boot/grub/grub.cfg" ]; then
    set root="$new"
    configfile "($new)/boot/grub/grub.cfg"
  fi
fi
search --no-floppy --label resin-boot --set=new
if [ -n "$new" ]; then
  if [ -s "($new)/grub/grub.cfg" ]; then
    set root="$new"
    set prefix="($new)/grub"
    configfile "($new)/grub/grub.cfg"
  fi
fi
`;

const oldSystem = (): string => `\
search --no-floppy --file /boot/grub/i386-pc/normal.mod --set=old
if [ -n "$old" ]; then
  set root="$disk"
  if chainloader "\${disk}${String(OLD_SECTOR)}+1"; then boot; fi
fi
`;

/**
 * `stem/grub.cfg` on the staging partition, sourced by the core with `$stage` and `$disk` set. A trial is cleared,
 * saved and read again BEFORE it is used, so that it can't happen twice.
 */
export const stageConfig = ({ cmdline }: { readonly cmdline: string }): string => `\
# stem-remote: what to boot. No menu, no key: what fails falls through to the environment.
set mode=
set trial=
load_env --file "($stage)/stem/grubenv" mode trial
echo "stem: mode=$mode trial=$trial"
if [ "$trial" = "1" ]; then
  set trial=
  if save_env --file "($stage)/stem/grubenv" trial; then
    set trial=unread
    load_env --file "($stage)/stem/grubenv" trial
    if [ -z "$trial" ]; then
      echo "stem: one boot of the new system, on trial"
      source "($stage)/stem/trial.cfg"
    fi
  fi
  echo "stem: the trial did not start"
fi
if [ "$mode" = "old" ]; then
  echo "stem: the old system"
${indent(oldSystem())}fi
if [ "$mode" = "new" ]; then
  echo "stem: the new system"
${indent(newSystem())}fi
echo "stem: the environment"
set root="$stage"
${environment(cmdline)}echo "stem: the environment does not load"
`;

const environment = (cmdline: string): string => `\
if linux "($stage)/stem/vmlinuz" ${words(cmdline)}; then
  if initrd "($stage)/stem/initrd.img" "($stage)/stem/identity.img"; then boot; fi
fi
`;

/**
 * `stem/trial.cfg`: the new system once. A panic brings the device back to the environment, and a processor that takes no
 * interrupts any more is one, where the machine's counters show it.
 */
export const trialConfig = (root: RootBoot): string =>
  `# stem-remote: one boot of the new system.\n${fromRoot(root, ' stem.trial panic=10 nmi_watchdog=panic')}`;

/** `/boot/grub/grub.cfg` of the new root. It falls through as well: to the environment, while there is one. */
export const newSystemConfig = (root: RootBoot): string =>
  `# Written by stem-remote. Sourced by the core image in the gap before the first partition.\n${fromRoot(root, '')}`;

const fromRoot = ({ label, kernel, initramfs, cmdline }: RootBoot, more: string): string => `\
search --no-floppy --label ${word(label)} --set=new
if [ -n "$new" ]; then
  set root="$new"
  if linux "($new)"${word(`/${kernel}`)} ${words(`${rootWord(label, cmdline)}${cmdline}${more}`)}; then
    if initrd "($new)"${word(`/${initramfs}`)}; then boot; fi
  fi
fi
echo "stem: the new system does not load"
`;

const rootWord = (label: string, cmdline: string): string =>
  /(^| )root=/.test(cmdline) ? '' : `root=LABEL=${label} `;

/**
 * The entry in the old system's `custom.cfg`, between two comments by which it is found again. An entry that
 * fails would leave GRUB at its menu, without a timeout: so it reboots, into the default entry.
 */
export const oldEntry = ({ cmdline }: { readonly cmdline: string }): string => `\
${BEGIN_ENTRY}
menuentry '${ENTRY}' --id '${ENTRY}' {
  insmod part_msdos
  insmod ext2
  search --no-floppy --label ${STAGING_LABEL} --set=stage
${indent(environment(cmdline))}  echo "stem: the environment does not load"
  sleep 5
  reboot
}
${END_ENTRY}
`;

/** `stem/grubenv`: GRUB's environment block, 1024 bytes, so that GRUB can rewrite it in place. */
export const bootBlock = ({ mode, trial }: BootChoice): string =>
  `# GRUB Environment Block\nmode=${mode}\ntrial=${trial ? '1' : ''}\n`.padEnd(1024, '#');

/** Null where it isn't a block that GRUB reads, or says nothing that we know. */
export function parseBootBlock(text: string | null): BootChoice | null {
  if (text?.length !== 1024 || !text.startsWith('# GRUB Environment Block\n')) return null;
  const mode = MODES.find((name) => text.includes(`\nmode=${name}\n`));
  return mode === undefined ? null : { mode, trial: text.includes('\ntrial=1\n') };
}

const MODES = ['environment', 'old', 'new'] as const;

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');

const words = (text: string): string =>
  text
    .split(' ')
    .filter((one) => one !== '')
    .map(word)
    .join(' ');

/** One word of a GRUB script. @throws StemError VARS_INVALID where GRUB can't take it */
function word(text: string): string {
  if (/^[\w./,:=+@%-]+$/.test(text)) return text;
  if (/^[\x20-\x26\x28-\x7e]+$/.test(text)) return `'${text}'`;
  throw new StemError(`GRUB can't be told ${JSON.stringify(text)}`, {
    code: 'VARS_INVALID',
    hint: 'Use printable ASCII without single quotes in command lines and paths for GRUB.',
  });
}
