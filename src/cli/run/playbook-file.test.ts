import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { Secret } from '../../model/secret.ts';
import { createTemplating } from '../../templating/templating.ts';
import { NO_SECRETS } from '../secrets/inputs.ts';
import { createVault } from '../secrets/vault.ts';
import { playbookFiles } from './playbook-files.ts';
import { readPlaybook } from './playbook-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'stem-playbook-'));
after(() => {
  rmSync(folder, { recursive: true });
});

/** `hello: world`, encrypted by ansible-core 2.14 with the password `pw123`. */
const ENVELOPE = `$ANSIBLE_VAULT;1.1;AES256
34386434633134643463333039313730353832643361323530316234623338333336663261643461
3930346364396634363866353737353030633535636132650a353331653937636131383236663232
63393638623734393834313562303064323131313930323332396138313765303664663634316436
3435643332626430630a353662386364383138643531393861653532396435333933353663306332
3839
`;
const vault = createVault([{ label: 'default', password: new Secret('pw123') }]);
const secrets = { ...NO_SECRETS, vault };
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const indented = ENVELOPE.replace(/^/gm, '        ').trimEnd();
const playbook = put(
  'p.yml',
  `- name: P\n  hosts: all\n  vars:\n    own: !vault |\n${indented}\n  tasks:\n    - name: prepare\n      block:\n        - name: Lock\n          stem.staging.lock:\n`,
);

it('a playbook may hold values and files of vars that ansible-vault encrypted', () => {
  put('whole.yml', ENVELOPE);
  const { readVars } = playbookFiles(playbook, vault);
  const { hello } = readVars('whole.yml') as { readonly hello: unknown };
  assert.ok(hello instanceof Secret && hello.reveal() === 'world', 'it is a secret');
  put('inline.yml', `a: !vault |\n${indented}\nb: 1\n`);
  const { a, b } = readVars('inline.yml') as { readonly a: unknown; readonly b: unknown };
  assert.ok(a instanceof Secret && a.reveal() === 'hello: world\n', 'it is a secret');
  assert.equal(b, 1);
  assert.doesNotThrow(() => readPlaybook(playbook, {}, { env: {}, secrets }));
});

it('says which file can not be opened', () => {
  put('whole.yml', ENVELOPE);
  assert.throws(() => playbookFiles(playbook).readVars('whole.yml'), {
    message: /whole\.yml:1: it is encrypted with ansible-vault, and no vault password was given/,
  });
  assert.throws(() => readPlaybook(playbook), {
    code: 'PLAYBOOK_INVALID',
    message: /p\.yml: it is encrypted with ansible-vault, and no vault password was given/,
  });
});

it('a text of !unsafe is never read as a template, in the playbook and in its files of vars', () => {
  put('raw.yml', "c: !unsafe 'a {% b %}'\n");
  const text =
    "- hosts: all\n  vars_files: raw.yml\n  vars: { a: !unsafe '{{ nope }}', b: !unsafe plain }\n  tasks:\n    - shell: x\n";
  const [play] = readPlaybook(put('unsafe.yml', text)).plays;
  const vars = play?.vars ?? {};
  const shown = createTemplating().render('{{ a }}, {{ b }}, {{ c }}', vars);
  assert.equal(shown, '{{ nope }}, plain, a {% b %}');
  const refused = "- hosts: all\n  vars: { a: !unsafe '{{ endraw }}' }\n  tasks:\n    - shell: x\n";
  assert.throws(() => readPlaybook(put('unsafe.yml', refused)), { code: 'PLAYBOOK_INVALID' });
});
