import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** Built into the kernel, or a module that it could load with all that this one needs. Nothing is loaded. */
const TELL = `for name; do
  grep -qw "$name" /proc/filesystems || modprobe -nq "$name" || echo "$name"
done`;

/** Prints those of these file systems that the running kernel can't mount, a line each. */
export const tellUnmountable = (fileSystems: readonly string[]): ShellCommand =>
  script('unmountable', TELL, ...fileSystems);
