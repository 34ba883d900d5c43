import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';

import { build } from './images/build.ts';
import { LabError } from './lab-error.ts';
import { ensureTools } from './tools.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

try {
  await yargs(hideBin(process.argv))
    .scriptName('lab')
    .command('tools', 'install the programs that the lab and the tests need', {}, () =>
      ensureTools(say),
    )
    .command(
      'build [names..]',
      "build the lab's disks and systems, or find them in the cache",
      (options) => options.positional('names', { type: 'string', array: true, default: [] }),
      async ({ names }) => {
        await ensureTools(say);
        await build(names, say);
      },
    )
    .demandCommand(1, 'Say what to do: see --help.')
    .strict()
    .fail(false)
    .parseAsync();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  say(`lab: ${error.message}\n${error.hint}`);
  process.exitCode = 1;
}
