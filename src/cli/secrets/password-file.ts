import { accessSync, constants, statSync } from 'node:fs';
import { StemError } from '../../model/errors.ts';
import { Secret } from '../../model/secret.ts';
import { readText } from '../read-text.ts';
import { secretOf } from './run-command.ts';

const MOST_BYTES = 64 * 1024;

/**
 * The password of a file, or what it prints where it is executable, as Ansible does it. A program whose name ends in `-client`
 * is told the label. @throws StemError FILE_UNREADABLE
 */
export function readPasswordFile(
  file: string,
  label: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Secret {
  const password = isExecutable(file) ? printed(file, label, env) : written(file);
  if (password.reveal() !== '') return password;
  throw unreadable(file, 'is empty', 'Write the password into its first line.');
}

function isExecutable(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function printed(file: string, label: string, env: Readonly<NodeJS.ProcessEnv>): Secret {
  const isClient = /-client(?:\.[^/.]*)?$/.test(file);
  const result = secretOf([file, ...(isClient ? ['--vault-id', label] : [])], env);
  if (result.kind === 'secret') return result.secret;
  throw unreadable(
    file,
    `is executable, and ${result.problem}`,
    'Run it yourself; or take its right to be executed, if it holds the password: `chmod -x`.',
  );
}

function written(file: string): Secret {
  const text = readText(file, 'the vault password file');
  if (text.length <= MOST_BYTES) return new Secret(text.trim());
  throw unreadable(file, 'is too large for a password', 'Name the file with the password.');
}

const unreadable = (file: string, says: string, hint: string): StemError =>
  new StemError(`the vault password file ${file} ${says}`, { code: 'FILE_UNREADABLE', hint });
