import type { StemError } from '../model/errors.ts';
import { becomeFailed, becomePasswordWrong } from './transport-errors.ts';

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
    return becomePasswordWrong(
      `sudo asks for the password of ${user}, and none is known`,
      'Set `ansible_become_password`.',
    );
  if (asks > 1 || said.includes('incorrect password attempt'))
    return becomePasswordWrong(`sudo refused the password of ${user}`, MEND_PASSWORD);
  return becomeFailed(`sudo gave up: ${lastWords(said)}`, MEND_PASSWORD);
}

const MEND_SU = 'Try `su` on the device by hand, or use sudo: `ansible_become_method=sudo`.';

const NEEDS_GROUP = 'Put the user into the group that pam_wheel asks for, or use sudo.';

/** su's messages in LC_ALL=C, of shadow 4.1.5 (14.04) and util-linux 2.38. */
const SU_CASES: readonly Case[] = [
  [
    /Permission denied|not in group|wheel/,
    (user) => `${user} has no right to become root by su`,
    NEEDS_GROUP,
  ],
  [/must be run from a terminal/, () => 'su wants a terminal', MEND_SU],
  [
    /su: (not found|command not found)|No such file/,
    () => 'the device has no su',
    'Use sudo, or log in as root.',
  ],
  [
    /noscript$/m,
    () => 'the device has no `script`, which gives su a terminal',
    'Install bsdutils on the device, or use sudo.',
  ],
  [
    /expired|account .* (locked|not available)|currently not available/,
    () => 'su says that the account of root has expired or is locked',
    MEND_SU,
  ],
];

/** The same of su, whose password is that of root. */
export function suError({ said, asks, hasPassword, user }: Refusal): StemError {
  const known = SU_CASES.find(([test]) => test.test(said));
  if (known !== undefined) return becomeFailed(known[1](user), known[2]);
  if (asks > 0 && !hasPassword)
    return becomePasswordWrong(
      'su asks for the password of root, and none is known',
      'Set `ansible_become_password` to it.',
    );
  const isRefused = /[Aa]uthentication failure|incorrect password/.test(said);
  if (isRefused && asks === 0)
    return becomeFailed(`su lets ${user} in by no password: it did not ask for one`, NEEDS_GROUP);
  if (isRefused)
    return becomePasswordWrong(
      'su refused the password of root',
      'Mend `ansible_become_password`: for su it is root’s. Root may have none, as on Ubuntu; then use sudo.',
    );
  return becomeFailed(`su gave up: ${lastWords(said)}`, MEND_SU);
}

const lastWords = (said: string): string => {
  const words = said.trim().split('\n').slice(-3).join(' ').slice(-300);
  return words === '' ? 'it said nothing' : words;
};
