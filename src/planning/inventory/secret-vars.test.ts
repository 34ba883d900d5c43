import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret } from '../../model/secret.ts';
import { asValue, isSecretName, withoutSecrets } from './secret-vars.ts';

const SECRETS = [
  'ansible_password',
  'ansible_ssh_pass',
  'ansible_become_pass',
  'ansible_sudo_password',
  'ansible_ssh_private_key_passphrase',
  'ansible_private_key',
  'ansible_ssh_private_key',
  'stem_proxy',
];
const PLAIN = [
  ...['ansible_private_key_file', 'ansible_ssh_private_key_file', 'my_password', 'site'],
  'stem_no_proxy',
];

const revealed = (name: string, ...given: [unknown: string | number, written: string]): unknown => {
  const value = asValue(name, ...given);
  return value instanceof Secret ? value.reveal() : { plain: value };
};

describe('secret vars', () => {
  it('are known by their names', () => {
    for (const name of SECRETS) assert.equal(isSecretName(name), true, name);
    for (const name of PLAIN) assert.equal(isSecretName(name), false, name);
  });

  it('are taken as written where Python would have made a number of them', () => {
    assert.equal(revealed('ansible_password', 'abc', `'abc'`), 'abc');
    assert.equal(revealed('ansible_password', 7, '007'), '007');
    assert.deepEqual(revealed('port', 7, '007'), { plain: 7 });
  });

  const lines: readonly (readonly [line: string, shown: string])[] = [
    ['h ansible_password=abc site=x', 'h ansible_password=[secret]'],
    [`h "ansible_password"='a b`, `h "ansible_password"=[secret]`],
    ['ansible_become_pass: abc\ndef', 'ansible_become_pass:[secret]'],
    ['h ansible_ssh_private_key=AAA', 'h ansible_ssh_private_key=[secret]'],
    ['h ansible_ssh_private_key_file=~/k site=', 'h ansible_ssh_private_key_file=~/k site='],
    ['h stem_proxy=http://me:abc@p:1 site=x', 'h stem_proxy=[secret]'],
    ['h stem_no_proxy=192.0.2.7', 'h stem_no_proxy=192.0.2.7'],
    ['h site=x', 'h site=x'],
  ];
  for (const [line, shown] of lines)
    it(`are left out of ${JSON.stringify(line)} in an error`, () => {
      assert.equal(withoutSecrets(line), shown);
    });
});
