import type { StemError } from '../model/errors.ts';
import { becomeFailed } from './transport-errors.ts';

/** What sudo said before it gave up. `asks` counts its prompts. */
export interface Refusal {
  readonly said: string;
  readonly asks: number;
  readonly hasPassword: boolean;
  readonly user: string;
}

type Case = readonly [test: RegExp, what: (user: string) => string, hint: string];

const MEND_PASSWORD = 'Try `sudo -v` on the device, and mend `ansible_become_password`.';

/** sudo's messages in LC_ALL=C, 1.8.9 (14.04) to 1.9: plugins/sudoers and src/tgetpass.c. */
const CASES: readonly Case[] = [
  [
    /notroot$/m,
    (user) => `the command needs root, and ${user} is not root`,
    'Set `ansible_become=true`, or log in as root.',
  ],
  [
    /not in the sudoers file|is not allowed to (execute|run sudo)|may not run sudo|unknown user/,
    (user) => `${user} has no right to become root by sudo`,
    'Give the user a line in sudoers that allows any command, or log in as another user.',
  ],
  [
    /must have a tty/,
    (user) => `sudo wants a terminal from ${user}`,
    'Add `Defaults:USER !requiretty` to the sudoers of the device.',
  ],
  [
    /sudo: (not found|command not found)|sudo: No such file/,
    () => 'the device has no sudo',
    'Log in as root: `ansible_user=root`.',
  ],
  [
    /expired|is locked|account validation failure/,
    (user) => `sudo says that the account or the password of ${user} has expired or is locked`,
    'Log in to the device by hand and renew it.',
  ],
];

/** @returns the error that tells a wrong password from a missing right. */
export function becomeError({ said, asks, hasPassword, user }: Refusal): StemError {
  const known = CASES.find(([test]) => test.test(said));
  if (known !== undefined) return becomeFailed(known[1](user), known[2]);
  if (asks > 0 && !hasPassword)
    return becomeFailed(
      `sudo asks for the password of ${user}, and none is known`,
      'Set `ansible_become_password`.',
    );
  if (asks > 1 || said.includes('incorrect password attempt'))
    return becomeFailed(`sudo refused the password of ${user}`, MEND_PASSWORD);
  return becomeFailed(`sudo gave up: ${lastWords(said)}`, MEND_PASSWORD);
}

const lastWords = (said: string): string => {
  const words = said.trim().split('\n').slice(-3).join(' ').slice(-300);
  return words === '' ? 'it said nothing' : words;
};
