import { join, resolve } from 'node:path';

import yargs, { type Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';

import { LabError } from './lab-error.ts';
import * as commands from './lab-commands.ts';
import { openLab } from './machines/lab.ts';
import { ensureTools, LAB_PACKAGES } from './tools.ts';

const ROOT = join(import.meta.dirname, '..');

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

interface Folders {
  readonly lab: string;
  readonly inventory: string;
}

const contextOf = ({ lab, inventory }: Folders): commands.LabContext => ({
  lab: openLab(lab),
  inventory: resolve(inventory),
  say,
  print: (text) => {
    process.stdout.write(text);
  },
});

const parser = yargs(hideBin(process.argv))
  .scriptName('npm run lab --')
  .usage('$0 COMMAND: real devices to try a migration on, each in a machine of QEMU')
  .option('lab', { describe: 'Folder of the devices', default: join(ROOT, '.lab') })
  .option('inventory', {
    describe: 'Inventory that `up` writes',
    default: join(ROOT, 'inventories', 'lab.ini'),
  })
  .parserConfiguration({ 'populate--': true })
  .demandCommand(1, 'Say what to do: see --help.')
  .strict()
  .fail((message: string, error: Error | undefined) => {
    throw error ?? new LabError(message, { hint: 'See: npm run lab -- --help' });
  });

try {
  await addDeviceCommands(addLabCommands(parser)).parseAsync();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  say(`lab: ${error.message}\n${error.hint}`);
  process.exitCode = 1;
}

function addLabCommands(cli: Argv<Folders>): Argv<Folders> {
  const same = (args: Argv<Folders>): Argv<Folders> => args;
  return cli
    .command(
      'tools [packages..]',
      'install the programs that the lab and the tests need, or these packages',
      (args) => args.positional('packages', { type: 'string', array: true, default: [] }),
      ({ packages }) => ensureTools(say, packages.length === 0 ? LAB_PACKAGES : packages),
    )
    .command(
      'build [names..]',
      'build what `up` needs, or the systems that are named, where not built yet',
      (args) => args.positional('names', { type: 'string', array: true, default: [] }),
      (argv) => commands.build(contextOf(argv), argv.names),
    )
    .command(
      'up [names..]',
      'create and start devices, and write their inventory',
      (args) =>
        args
          .positional('names', { type: 'string', array: true, default: [] })
          .option('count', { type: 'number', default: 2, describe: 'How many, without names' })
          .option('sites', { type: 'string', default: 'berlin,hamburg', describe: 'In turn' })
          .option('bus', {
            choices: ['scsi', 'ide', 'ahci', 'nvme'] as const,
            default: 'scsi' as const,
          })
          .option('cpus', { type: 'number', default: 2 })
          .option('memory', { type: 'number', default: 2048, describe: 'MiB' }),
      (argv) =>
        commands.up(contextOf(argv), {
          names: argv.names,
          count: argv.count,
          sites: argv.sites.split(',').filter((site) => site !== ''),
          hardware: { bus: argv.bus, cpus: argv.cpus, memoryMib: argv.memory },
        }),
    )
    .command('vagrant-box', 'build the box for vagrant/Vagrantfile', same, (argv) =>
      commands.vagrantBox(contextOf(argv)),
    )
    .command(
      'environment <dir>',
      'write the migration environment into a folder, for `bundle build --environment`',
      (args) => args.positional('dir', { type: 'string', demandOption: true }),
      (argv) => commands.environment(contextOf(argv), resolve(argv.dir)),
    )
    .command('list', 'show the devices', same, (argv) => commands.list(contextOf(argv)));
}

function addDeviceCommands(cli: Argv<Folders>): Argv<Folders> {
  const some = (args: Argv<Folders>): Argv<Folders & { names: string[] }> =>
    args.positional('names', { type: 'string', array: true, default: [], describe: 'None: all' });
  const oneState = (args: Argv<Folders>): Argv<Folders & { name: string; state: string }> =>
    args
      .positional('name', { type: 'string', demandOption: true })
      .positional('state', { type: 'string', demandOption: true });
  return addViews(cli)
    .command('stop [names..]', 'switch devices off politely', some, (argv) =>
      commands.each(contextOf(argv), argv.names, { done: 'off', run: (device) => device.stop() }),
    )
    .command('kill [names..]', 'cut the power of devices', some, (argv) =>
      commands.each(contextOf(argv), argv.names, { done: 'off', run: (device) => device.kill() }),
    )
    .command(['destroy [names..]', 'down'], 'remove devices with their disks', some, (argv) =>
      commands.destroy(contextOf(argv), argv.names),
    )
    .command('snapshot <name> <state>', "keep a device's present state", oneState, (argv) =>
      commands.each(contextOf(argv), [argv.name], {
        done: `keeps its state as ${argv.state}`,
        run: (device) => device.snapshot(argv.state),
      }),
    )
    .command('restore <name> <state>', 'bring a kept state back', oneState, (argv) =>
      commands.each(contextOf(argv), [argv.name], {
        done: `is as it was at ${argv.state}`,
        run: (device) => device.restore(argv.state, { lifetime: 'lasting' }),
      }),
    );
}

function addViews(cli: Argv<Folders>): Argv<Folders> {
  const one = (args: Argv<Folders>): Argv<Folders & { name: string }> =>
    args.positional('name', { type: 'string', demandOption: true });
  return cli
    .command(
      'console <name>',
      'print what a device wrote to its serial console',
      (args) =>
        one(args)
          .option('all', { type: 'boolean', default: false, describe: 'Also of earlier starts' })
          .option('follow', { type: 'boolean', default: false, alias: 'f' }),
      (argv) => commands.showConsole(contextOf(argv), argv),
    )
    .command('ssh <name>', 'log in as root, or run what stands after --', one, async (argv) => {
      const command = (argv['--'] ?? []) as readonly string[];
      process.exitCode = await commands.ssh(contextOf(argv), argv.name, command);
    });
}
