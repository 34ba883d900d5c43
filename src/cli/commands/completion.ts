import type { CliCommand } from '../command.ts';
import { SCRIPTS } from '../complete/scripts.ts';
import { EXIT } from '../exit-code.ts';

/** Prints the script that makes a shell ask for completions. */
export const completionCommand: CliCommand = {
  usage: 'completion <shell>',
  describe: 'Print the completion script of bash, zsh or fish',
  positionals: { shell: { choices: Object.keys(SCRIPTS) } },
  options: {},
  run: (args, app) => {
    app.out(SCRIPTS[args.text('shell') ?? ''] ?? '');
    return Promise.resolve(EXIT.ok);
  },
};
