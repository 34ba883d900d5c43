import { BUNDLE, STAGING } from '../model/paths.ts';
import type { ShellCommand } from '../model/command.ts';
import { CHECKPOINT } from './checkpoint.ts';
import { script } from './script.ts';

/** What our GRUB reads on the staging partition, as paths within it. */
export const STAGE = {
  kernel: '/stem/vmlinuz',
  initramfs: '/stem/initrd.img',
  identity: '/stem/identity.img',
  config: '/stem/grub.cfg',
  block: '/stem/grubenv',
  trial: '/stem/trial.cfg',
} as const;

const LINK = `set -e
mkdir -p "$1/stem"
ln -f "$2" "$1/stem/vmlinuz"
ln -f "$3" "$1/stem/initrd.img"`;

/** Kernel and initramfs of the environment get the names that GRUB looks for; the bundle keeps its own. */
export const linkEnvironment = (kernel: string, initramfs: string): ShellCommand =>
  script('stage', LINK, STAGING, `${BUNDLE}/${kernel}`, `${BUNDLE}/${initramfs}`);

/** In place, since GRUB rewrites the same sectors; what matters stands in the first of them. */
const BLOCK = `set -e
${CHECKPOINT}
printf %s "$1" | dd of="$2$4" conv=notrunc,fsync 2>/dev/null
checkpoint "$2" "$3" "$4"`;

/** `staging` is the device behind the mounted staging partition. */
export const writeBootBlock = (block: string, staging: string): ShellCommand =>
  script('boot-block', BLOCK, block, STAGING, staging, STAGE.block);
