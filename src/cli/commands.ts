import type { CliCommand } from './command.ts';
import { bundleCommand } from './commands/bundle.ts';
import { inventoryCommand } from './commands/inventory.ts';
import { reportCommand } from './commands/report.ts';
import { statusCommand } from './commands/status.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly CliCommand[] = [
  inventoryCommand,
  bundleCommand,
  statusCommand,
  reportCommand,
];
