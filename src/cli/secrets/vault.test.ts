import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '../../model/secret.ts';
import { CLOSED_VAULT, createVault } from './vault.ts';

/** What `ansible-vault encrypt` of ansible-core 2.14 made of `hello: world`, with the password `pw123`. */
const BODY = `34386434633134643463333039313730353832643361323530316234623338333336663261643461
3930346364396634363866353737353030633535636132650a353331653937636131383236663232
63393638623734393834313562303064323131313930323332396138313765303664663634316436
3435643332626430630a353662386364383138643531393861653532396435333933353663306332
3839`;
const ENVELOPE = `$ANSIBLE_VAULT;1.1;AES256\n${BODY}\n`;
const LABELLED = `$ANSIBLE_VAULT;1.2;AES256;prod\n${BODY}\n`;

const password = (label: string, text: string): { label: string; password: Secret } => ({
  label,
  password: new Secret(text),
});

const refuses = (vault: typeof CLOSED_VAULT, envelope: string, message: string): void => {
  assert.throws(() => vault.open(envelope, 7), { name: 'LineProblem', message, line: 7 });
};

describe('a vault', () => {
  it('opens what ansible-vault encrypted', () => {
    assert.equal(createVault([password('default', 'pw123')]).open(ENVELOPE, 1), 'hello: world\n');
  });

  it('opens it where its lines are indented, and end as on Windows', () => {
    const vault = createVault([password('default', 'pw123')]);
    assert.equal(vault.open(ENVELOPE.replaceAll('\n', '\r\n   '), 1), 'hello: world\n');
  });

  it('tries all passwords, whatever their labels', () => {
    const vault = createVault([password('a', 'x'), password('b', 'pw123'), password('prod', 'y')]);
    assert.equal(vault.open(LABELLED, 1), 'hello: world\n');
  });

  it('says what is missing', () => {
    refuses(
      CLOSED_VAULT,
      ENVELOPE,
      'it is encrypted with ansible-vault, and no vault password was given',
    );
    refuses(
      CLOSED_VAULT,
      LABELLED,
      'it is encrypted with ansible-vault under the name "prod", and no vault password was given',
    );
    refuses(
      createVault([password('a', 'x')]),
      ENVELOPE,
      'it is encrypted with ansible-vault, and the vault password is another one',
    );
    refuses(
      createVault([password('a', 'x'), password('b', 'y')]),
      LABELLED,
      'it is encrypted with ansible-vault under the name "prod", and none of the vault passwords opens it',
    );
  });

  it('refuses what is damaged, cut off or of another kind', () => {
    const vault = createVault([password('default', 'pw123')]);
    const says = (why: string): string =>
      `it was encrypted with ansible-vault, and can't be opened: ${why}`;
    refuses(vault, '$ANSIBLE_VAULT;1.1;AES256\n', says('it is damaged or cut off'));
    refuses(vault, '$ANSIBLE_VAULT;1.1;AES256\n6xyz\n', says('it is damaged or cut off'));
    refuses(vault, ENVELOPE.slice(0, 120), says('it is damaged or cut off'));
    refuses(
      vault,
      ENVELOPE.replace('1.1', '1.0'),
      says('its version is "1.0", and only 1.1 and 1.2 can be read'),
    );
    refuses(
      vault,
      ENVELOPE.replace('AES256', 'AES'),
      says('its cipher is "AES", and only AES256 can be read'),
    );
    refuses(
      vault,
      ENVELOPE.replace(/839\n$/, '838\n'),
      'it is encrypted with ansible-vault, and the vault password is another one',
    );
  });
});
