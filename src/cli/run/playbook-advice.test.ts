import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { App } from '../app.ts';
import { playbookAdvice } from './playbook-advice.ts';

const folder = mkdtempSync(join(tmpdir(), 'stem-advice-'));
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
mkdirSync(join(folder, 'templates'));
mkdirSync(join(folder, 'group_vars'));
put('templates/t.j2', '{{ r.rc }}');
put('group_vars/web.yml', 'of_group: 1\n');
put('more.yml', 'of_file: 1\n');
const INI = put('fleet.ini', '[web]\na color=red\nb\n');
const app = { cwd: folder, env: {}, err: () => undefined } as unknown as App;

const TEXT = `- hosts: web
  vars_files: more.yml
  tasks:
    - command: echo {{ color }} {{ of_file }} {{ of_group }} {{ said }}
      register: r
    - template: { src: t.j2, dest: /t }
    - shell: echo {{ nope }}
      register: unused
`;
const of = (sources: readonly string[]): readonly string[] => {
  const file = put('p.yml', TEXT);
  return playbookAdvice({ from: 'p.yml', file, sources, extraVars: { said: 1 } }, app);
};

describe('advice on a playbook in a file', () => {
  const unused = 'p.yml:8:17: warning: nothing reads unused, which is registered here: take it out';

  it('has file, line and column, and looks into templates, files of vars and the inventory', () => {
    assert.deepEqual(of([INI]), [
      unused,
      'p.yml:4:16: warning: color is not defined for b',
      'p.yml:7:14: warning: nothing defines nope',
    ]);
  });

  it('says nothing of what is not defined without an inventory', () => {
    assert.deepEqual(of([]), [unused]);
  });
});
