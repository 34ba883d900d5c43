import type { ShellCommand } from '../model/command.ts';
import { script } from './script.ts';

/** Reboots, unless it has already: an order that comes late must not meet the system that has come up since. */
export const rebootFrom = (bootId: string): ShellCommand =>
  script('reboot', '[ "$(cat /proc/sys/kernel/random/boot_id)" != "$1" ] || reboot', bootId);
