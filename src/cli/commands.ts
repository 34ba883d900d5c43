import type { CliCommand } from './command.ts';
import { applyCommand } from './commands/apply.ts';
import { bundleCommand } from './commands/bundle.ts';
import { completionCommand } from './commands/completion.ts';
import { execCommand } from './commands/exec.ts';
import { factsCommand } from './commands/facts.ts';
import { helpCommand } from './commands/help.ts';
import { initCommand } from './commands/init.ts';
import { inventoryCommand } from './commands/inventory.ts';
import { lintCommand } from './commands/lint.ts';
import { logCommand } from './commands/log.ts';
import { pingCommand } from './commands/ping.ts';
import { planCommand } from './commands/plan.ts';
import { reportCommand } from './commands/report.ts';
import { resumeCommand } from './commands/resume.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { statusCommand } from './commands/status.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly CliCommand[] = [
  initCommand,
  inventoryCommand,
  pingCommand,
  factsCommand,
  execCommand,
  lintCommand,
  planCommand,
  applyCommand,
  statusCommand,
  resumeCommand,
  rollbackCommand,
  reportCommand,
  logCommand,
  bundleCommand,
  completionCommand,
  helpCommand(() => COMMANDS),
];
