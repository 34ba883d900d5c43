import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readSources } from '../../src/cli/inventory/read-inventory.ts';
import { createVault } from '../../src/cli/secrets/vault.ts';
import { hostVars } from '../../src/planning/inventory/host-vars.ts';
import { Secret } from '../../src/model/secret.ts';

const folder = mkdtempSync(join(tmpdir(), 'stem-vault-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const put = (path: string, text: string): string => {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
};

const passwordFile = put('pw', 'correct horse\n');
const vault = createVault([{ label: 'prod', password: new Secret('correct horse') }]);

/** The real `ansible-vault`. */
function ansibleVault(...args: readonly string[]): string {
  const ran = spawnSync('ansible-vault', args, { encoding: 'utf8', timeout: 60_000 });
  assert.equal(ran.status, 0, ran.stderr);
  return ran.stdout;
}

const encryptFile = (path: string, text: string, ...more: readonly string[]): string => {
  const file = put(path, text);
  ansibleVault('encrypt', ...more, file);
  return file;
};

const plain = (value: unknown): unknown => (value instanceof Secret ? value.reveal() : value);

describe('what the real ansible-vault encrypted', () => {
  const texts = ['a', 'x'.repeat(16), 'Grüße\n', 'line\n'.repeat(500), '---\na: 1\n'];

  for (const [index, text] of texts.entries())
    it(`comes out as it went in: text ${String(index)}`, () => {
      const version =
        index % 2 === 0
          ? ['--vault-password-file', passwordFile]
          : ['--vault-id', `prod@${passwordFile}`];
      const file = encryptFile(`text-${String(index)}`, text, ...version);
      const envelope = readFileSync(file, 'utf8');
      assert.match(
        envelope,
        index % 2 === 0 ? /^\$ANSIBLE_VAULT;1\.1;AES256\n/ : /;1\.2;AES256;prod\n/,
      );
      assert.equal(vault.open(envelope, 1), text);
    });
});

describe('a value that the real ansible-vault encrypted', () => {
  it('is a secret in group_vars, host_vars and YAML inventories', () => {
    const inline = ansibleVault(
      'encrypt_string',
      '--vault-password-file',
      passwordFile,
      '--name',
      'inline',
      's3cret',
    );
    const inventory = put(
      'inv/hosts.yml',
      `all:\n  hosts:\n    web-1:\n      port: 80\n      own: ${inline
        .trim()
        .replace(/^inline: /, '')
        .replace(/\n */g, '\n        ')}\n`,
    );
    put('inv/group_vars/all/plain.yml', `clear: yes\n${inline}`);
    encryptFile(
      'inv/group_vars/all/vault.yml',
      'token: abc\ncount: 3\nansible_user: op\nansible_password: 1234\nnested: {k: [v]}\n',
      '--vault-id',
      `prod@${passwordFile}`,
    );
    encryptFile('inv/host_vars/web-1.yml', 'mine: deep\n', '--vault-password-file', passwordFile);
    const vars = hostVars(readSources({ sources: [inventory], playFolder: null, vault }), 'web-1');
    const isSecret = (name: string): boolean => vars[name] instanceof Secret;
    assert.deepEqual(['inline', 'own', 'token', 'ansible_password', 'mine'].map(isSecret), [
      true,
      true,
      true,
      true,
      true,
    ]);
    assert.deepEqual(
      [
        'inline',
        'own',
        'token',
        'ansible_password',
        'mine',
        'count',
        'ansible_user',
        'clear',
        'port',
      ].map((name) => plain(vars[name])),
      ['s3cret', 's3cret', 'abc', '1234', 'deep', 3, 'op', true, 80],
    );
    assert.ok(
      !JSON.stringify(vars).includes('s3cret') && !JSON.stringify(vars).includes('abc'),
      'none shows',
    );
  });
});

describe('a file of an inventory that the real ansible-vault encrypted', () => {
  it('is an error with the file and the line where the password is wrong or missing', () => {
    const inline = ansibleVault(
      'encrypt_string',
      '--vault-password-file',
      passwordFile,
      '--name',
      'pw',
      'x',
    );
    const inventory = put('other/hosts', 'web-1\n');
    const file = put('other/group_vars/all.yml', `a: 1\n${inline}`);
    const read = (given?: typeof vault): unknown =>
      readSources({ sources: [inventory], playFolder: null, ...(given && { vault: given }) });
    const wrong = createVault([{ label: 'default', password: new Secret('no') }]);
    assert.throws(() => read(), {
      code: 'INVENTORY_INVALID',
      message: new RegExp(
        `^${file}:2: it is encrypted with ansible-vault, and no vault password was given`,
      ),
    });
    assert.throws(() => read(wrong), {
      code: 'INVENTORY_INVALID',
      message: new RegExp(`^${file}:2: .*the vault password is another one`),
    });
  });

  it('is an inventory too', () => {
    const ini = encryptFile(
      'encrypted.ini',
      '[web]\nweb-1 ansible_host=192.0.2.1\n',
      '--vault-password-file',
      passwordFile,
    );
    const inventory = readSources({ sources: [ini], playFolder: null, vault });
    assert.equal(hostVars(inventory, 'web-1')['ansible_host'], '192.0.2.1');
  });
});
