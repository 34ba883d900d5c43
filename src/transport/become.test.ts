import assert from 'node:assert/strict';
import { it } from 'node:test';
import { becomeError, suError } from './become.ts';

/** As sudo of 14.04 (1.8.9) and of Debian 12 (1.9.13) say it. */
const ROWS: readonly (readonly [said: string, asks: number, expected: string])[] = [
  ['\nSorry, try again.\n', 2, 'sudo refused the password of pilot'],
  ['\nsudo: 1 incorrect password attempt\n', 1, 'sudo refused the password of pilot'],
  [
    'pilot is not in the sudoers file.  This incident will be reported.\n',
    1,
    'pilot has no right to become root by sudo',
  ],
  [
    "Sorry, user pilot is not allowed to execute '/bin/sh' as root on web-1.\n",
    1,
    'pilot has no right to become root by sudo',
  ],
  [
    'Sorry, user pilot may not run sudo on web-1.\n',
    1,
    'pilot has no right to become root by sudo',
  ],
  ['sudo: sorry, you must have a tty to run sudo\n', 0, 'sudo wants a terminal from pilot'],
  ['sh: 5: exec: sudo: not found\n', 0, 'the device has no sudo'],
  ['sh: line 5: exec: sudo: not found\n', 0, 'the device has no sudo'],
  [
    'sudo: Account or password is expired, reset your password and try again\n',
    1,
    'sudo says that the account or the password of pilot has expired or is locked',
  ],
  ['stem-0 notroot\n', 0, 'the command needs root, and pilot is not root'],
  [
    'sudo: unable to resolve host web-1\nsudo: /etc/sudoers is world writable\n',
    0,
    'sudo gave up: sudo: unable to resolve host web-1 sudo: /etc/sudoers is world writable',
  ],
  ['', 0, 'sudo gave up: it said nothing'],
];

it('what sudo says tells a wrong password from a missing right', () => {
  for (const [said, asks, expected] of ROWS) {
    const { message, code } = becomeError({ said, asks, hasPassword: true, user: 'pilot' });
    const isPassword = expected.includes('refused the password');
    assert.deepEqual([message, code], [expected, isPassword ? 'BECOME_PASSWORD' : 'BECOME_FAILED']);
  }
});

it('a prompt without an answer is told apart from a wrong one', () => {
  const said = '\nsudo: no password was provided\n';
  const { message, hint, code } = becomeError({
    ...{ said, asks: 1, hasPassword: false, user: 'pilot' },
  });
  assert.equal(code, 'BECOME_PASSWORD');
  assert.equal(message, 'sudo asks for the password of pilot, and none is known');
  assert.equal(hint, 'Set `ansible_become_password`.');
});

it('what su says is told apart in the same way', () => {
  const rows: readonly (readonly [said: string, asks: number, expected: string, code: string])[] = [
    [
      'Password: \r\nsu: Authentication failure\r\n',
      1,
      'su refused the password of root',
      'BECOME_PASSWORD',
    ],
    ['su: Permission denied\n', 1, 'pilot has no right to become root by su', 'BECOME_FAILED'],
    ['su: must be run from a terminal\n', 0, 'su wants a terminal', 'BECOME_FAILED'],
    ['sh: 1: su: not found\n', 0, 'the device has no su', 'BECOME_FAILED'],
    ['m noscript\n', 0, 'the device has no `script`, which gives su a terminal', 'BECOME_FAILED'],
    ['', 0, 'su gave up: it said nothing', 'BECOME_FAILED'],
  ];
  for (const [said, asks, expected, code] of rows) {
    const error = suError({ said, asks, hasPassword: true, user: 'pilot' });
    assert.deepEqual([error.message, error.code], [expected, code]);
  }
  const none = suError({ said: 'Password: ', asks: 1, hasPassword: false, user: 'pilot' });
  assert.equal(none.code, 'BECOME_PASSWORD');
  assert.equal(none.message, 'su asks for the password of root, and none is known');
});
