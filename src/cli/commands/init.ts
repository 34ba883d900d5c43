import { copyFileSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StemError } from '../../model/errors.ts';
import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { DEFAULT_PLAYBOOK } from '../package-root.ts';
import { FLEET_INI } from './fleet-ini.ts';

/** Writes what a first migration begins with. What is there is never touched. */
export const initCommand: CliCommand = {
  usage: 'init [directory]',
  describe: 'Write an inventory and a playbook to start from',
  positionals: { directory: { completes: 'file' } },
  options: {},
  run: (args, app) => {
    const named = args.text('directory') ?? '.';
    const directory = resolve(app.cwd, named);
    const written = writing(directory, () => {
      mkdirSync(directory, { recursive: true });
      return {
        'fleet.ini': isWritten(() => {
          writeFileSync(join(directory, 'fleet.ini'), FLEET_INI, { flag: 'wx' });
        }),
        'migrate.yml': isWritten(() => {
          copyFileSync(DEFAULT_PLAYBOOK, join(directory, 'migrate.yml'), constants.COPYFILE_EXCL);
        }),
      };
    });
    for (const [name, isNew] of Object.entries(written))
      app.out(`${join(named, name)}: ${isNew ? 'written' : 'kept, as it was there already'}`);
    const inventory = join(named, 'fleet.ini');
    app.out(
      [
        `next: put your devices into ${inventory}, then`,
        `      stem-remote inventory -i ${inventory} --graph`,
        `      stem-remote ping -i ${inventory}`,
        `      stem-remote plan -i ${inventory} --playbook ${join(named, 'migrate.yml')}`,
      ].join('\n'),
    );
    return Promise.resolve(EXIT.ok);
  },
};

/** False where the file is there already. The file system decides, so that nothing slips in between. */
function isWritten(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function writing<T>(directory: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StemError(`${directory} can't be written: ${String(error)}`, {
      code: 'FILE_UNREADABLE',
      hint: 'Check the path and its rights.',
      cause: error,
    });
  }
}
