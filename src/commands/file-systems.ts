import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** Built into the kernel, or a module that is there with those that it depends on. Nothing is loaded, and no mount is tried. */
const TELL = `for name; do
  grep -qw "$name" /proc/filesystems || modprobe -nq "$name" || echo "$name"
done`;

/** Prints those of these file systems that the running kernel can't mount, a line each. */
export const tellUnmountable = (fileSystems: readonly string[]): ShellCommand =>
  script('unmountable', TELL, ...fileSystems);
