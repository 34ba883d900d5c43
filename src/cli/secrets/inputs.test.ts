import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { argsOf } from '../args.ts';
import { readPasswordFile } from './password-file.ts';
import { readSecretInputs, type SecretInputs } from './inputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'stem-secrets-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const file = (name: string, text: string, mode = 0o600): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};

interface Given {
  readonly answers?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly isInTerminal?: boolean;
}

const asked: string[] = [];

function read(
  options: Readonly<Record<string, unknown>>,
  given: Given = {},
): Promise<SecretInputs> {
  const answers = [...(given.answers ?? [])];
  return readSecretInputs(argsOf(options), {
    env: given.env ?? {},
    cwd: folder,
    home: folder,
    isInTerminal: given.isInTerminal ?? true,
    askHidden: (question) => {
      asked.push(question);
      return Promise.resolve(answers.shift() ?? '');
    },
  });
}

describe('passwords at the terminal', () => {
  it('are asked for once, and that of become may be the same', async () => {
    const both = { 'ask-pass': true, 'ask-become-pass': true };
    const inputs = await read(both, { answers: ['ssh', ''] });
    assert.deepEqual([inputs.password?.reveal(), inputs.becomePassword?.reveal()], ['ssh', 'ssh']);
    assert.deepEqual(asked.splice(0), [
      'SSH password: ',
      'BECOME password[defaults to SSH password]: ',
    ]);
    const other = await read(both, { answers: ['ssh', 'sudo'] });
    assert.equal(other.becomePassword?.reveal(), 'sudo');
  });

  it('are not asked for where nobody wants them', async () => {
    asked.splice(0);
    const inputs = await read({});
    assert.deepEqual([inputs.password, inputs.becomePassword, asked], [null, null, []]);
  });

  it('need a terminal and an answer', async () => {
    await assert.rejects(read({ 'ask-pass': true }, { isInTerminal: false }), {
      code: 'USAGE',
      message: '--ask-pass asks for a password, and nobody is at a terminal',
    });
    await assert.rejects(read({ 'ask-become-pass': true }, { answers: [''] }), {
      code: 'USAGE',
      message: '--ask-become-pass got no password',
    });
  });
});

describe('passwords of ansible-vault', () => {
  const opens = async (
    options: Readonly<Record<string, unknown>>,
    given: Given = {},
  ): Promise<string> => (await read(options, given)).vault.open(ENVELOPE, 1);
  const good = file('good', '  pw123\n');
  const bad = file('bad', 'other\n');

  it('come from a file, a program, the environment or the terminal', async () => {
    const program = file('program', '#!/bin/sh\necho pw123\n', 0o700);
    assert.equal(await opens({ 'vault-password-file': good }), 'hello: world\n');
    assert.equal(await opens({ 'vault-password-file': ['bad', 'good'] }), 'hello: world\n');
    assert.equal(await opens({ 'vault-password-file': '~/good' }), 'hello: world\n');
    assert.equal(await opens({ 'vault-password-file': program }), 'hello: world\n');
    assert.equal(await opens({ 'vault-id': `prod@${good}` }), 'hello: world\n');
    assert.equal(
      await opens({ 'vault-id': 'prod@prompt' }, { answers: ['pw123'] }),
      'hello: world\n',
    );
    assert.equal(await opens({ 'ask-vault-pass': true }, { answers: ['pw123'] }), 'hello: world\n');
    assert.equal(await opens({}, { env: { ANSIBLE_VAULT_PASSWORD_FILE: good } }), 'hello: world\n');
  });

  it('are refused with what to do', async () => {
    await assert.rejects(
      opens({ 'vault-password-file': bad }),
      /the vault password is another one/,
    );
    await assert.rejects(opens({ 'vault-id': 'prod@' }), { code: 'USAGE' });
    await assert.rejects(opens({ 'vault-password-file': 'nowhere' }), {
      code: 'FILE_UNREADABLE',
      message: `the vault password file ${join(folder, 'nowhere')} can't be read: there is no such file`,
    });
    const empty = file('empty', '\n');
    assert.throws(() => readPasswordFile(empty, 'x', {}), {
      message: `the vault password file ${empty} is empty`,
    });
    const broken = file('broken', '#!/bin/sh\necho secret\nexit 3\n', 0o700);
    assert.throws(() => readPasswordFile(broken, 'x', {}), {
      message: `the vault password file ${broken} is executable, and ended with exit code 3`,
    });
  });

  it('of a client are told the label', () => {
    const client = file('pass-client.sh', '#!/bin/sh\necho "$1 $2"\n', 0o700);
    assert.equal(readPasswordFile(client, 'prod', {}).reveal(), '--vault-id prod');
  });
});

const ENVELOPE = `$ANSIBLE_VAULT;1.1;AES256
34386434633134643463333039313730353832643361323530316234623338333336663261643461
3930346364396634363866353737353030633535636132650a353331653937636131383236663232
63393638623734393834313562303064323131313930323332396138313765303664663634316436
3435643332626430630a353662386364383138643531393861653532396435333933353663306332
3839
`;
