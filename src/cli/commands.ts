import type { CliCommand } from './command.ts';
import { inventoryCommand } from './commands/inventory.ts';
import { reportCommand } from './commands/report.ts';
import { statusCommand } from './commands/status.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly CliCommand[] = [inventoryCommand, statusCommand, reportCommand];
