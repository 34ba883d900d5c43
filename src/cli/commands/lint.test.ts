import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { StemError } from '../../model/errors.ts';
import type { App } from '../app.ts';
import { argsOf } from '../args.ts';
import { lintCommand } from './lint.ts';

let cwd = '';
before(() => {
  cwd = mkdtempSync(join(tmpdir(), 'stem-lint-'));
});
after(() => {
  rmSync(cwd, { recursive: true });
});

/** What lint prints about a playbook, or what is wrong. */
async function lint(text: string, values: Readonly<Record<string, unknown>> = {}): Promise<string> {
  writeFileSync(join(cwd, 'p.yml'), text);
  const said: string[] = [];
  const app = { cwd, env: {}, out: (line: string) => void said.push(line) } as unknown as App;
  try {
    await lintCommand.run(argsOf({ playbook: 'p.yml', ...values }), app);
  } catch (error) {
    if (!(error instanceof StemError)) throw error;
    return `${error.code}\n${error.message.replaceAll(`${cwd}/`, '')}`;
  }
  return said.join('\n');
}

describe('lint', () => {
  it('finds nothing in a good playbook', async () => {
    assert.equal(
      await lint('- hosts: all\n  tasks:\n    - shell: uptime\n    - assert: { that: true }\n'),
      'p.yml: nothing is wrong (plays: 1, tasks: 2)',
    );
  });

  it('tells all problems at once, each with line and column', async () => {
    const text =
      '- hosts: all\n  rolse: []\n  tasks:\n    - shell: x\n      whne: a\n    - apt: name=x\n';
    assert.equal(
      await lint(text),
      [
        'PLAYBOOK_INVALID',
        'p.yml:2:10: rolse is no key of a play here',
        'p.yml:5:13: whne is no key of a task here. Did you mean "when"?',
        'p.yml:6:12: there is no module apt here: write `shell: apt-get -y install NAME` with `creates` or `changed_when`',
      ].join('\n'),
    );
  });

  it('reads YAML as Ansible does: yes is true', async () => {
    const text = '- hosts: all\n  become: yes\n  tasks:\n    - shell: ls\n      no_log: on\n';
    assert.equal(await lint(text), 'p.yml: nothing is wrong (plays: 1, tasks: 1)');
  });

  it('warns of what is perhaps not meant, which fails where it is asked for', async () => {
    const text = '- hosts: all\n  tasks:\n    - command: x\n      register: r\n';
    assert.equal(
      await lint(text),
      'p.yml:4:17: warning: nothing reads r, which is registered here: take it out\n' +
        'p.yml: 1 warning (plays: 1, tasks: 1)',
    );
    const app = { cwd, env: {}, out: () => undefined } as unknown as App;
    const exit = (values: object): Promise<number> =>
      lintCommand.run(argsOf({ playbook: 'p.yml', ...values }), app);
    assert.deepEqual([await exit({}), await exit({ strict: true })], [0, 65]);
  });

  it('tells an order that is not safe, and YAML that is none', async () => {
    const late =
      '- hosts: all\n  tasks:\n    - name: install\n      block:\n' +
      '        - name: Pass\n          stem.install.point_of_no_return:\n' +
      '        - name: Late\n          shell: x\n          undo: y\n';
    assert.equal(
      await lint(late),
      'PLAYBOOK_INVALID\np.yml: install/late can be undone, but comes too late',
    );
    assert.match(await lint('- a: [\n'), /^PLAYBOOK_INVALID\np\.yml: /);
  });

  it('prints the schema, and needs a playbook otherwise', async () => {
    const schema = JSON.parse(await lint('', { schema: true })) as { title: string };
    assert.equal(schema.title, 'A playbook of stem-remote');
    assert.equal(await lint('', { playbook: undefined }), 'USAGE\nlint needs a playbook');
  });
});

it('lint refuses a restore that is not booted on trial before it becomes the default', async () => {
  const untried =
    '- hosts: all\n  tasks:\n    - name: install\n      block:\n' +
    '        - name: Pass\n          stem.install.point_of_no_return:\n' +
    '    - name: finish\n      block:\n' +
    '        - name: Back\n          stem.restore.paths:\n' +
    '        - name: Default\n          stem.finish.boot_default:\n';
  assert.match(
    await lint(untried),
    /^PLAYBOOK_INVALID\np\.yml: between \S+ and \S+ there must be restore\/trial$/,
  );
});
