import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { commandNamed, helpText, overview } from '../help/help-text.ts';

/** The page of a command. `commands` is asked late: the list has this command in it. */
export const helpCommand = (commands: () => readonly CliCommand[]): CliCommand => ({
  usage: 'help [command]',
  describe: 'All about a command: options, examples, exit codes',
  positionals: { command: { completes: 'commands' } },
  options: {},
  run: (args, app) => {
    const name = args.text('command');
    app.out(
      name === undefined
        ? overview(commands())
        : helpText(commandNamed(name, commands()), app.width),
    );
    return Promise.resolve(EXIT.ok);
  },
});
