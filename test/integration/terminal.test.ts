import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The real command on a real terminal, which script(1) of util-linux makes. Nobody listens on these ports. */
const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'stem-terminal-'));
after(() => {
  rmSync(directory, { recursive: true });
});
const inventory = join(directory, 'fleet.ini');
writeFileSync(
  inventory,
  `ber-1 site=berlin ansible_port=1
ber-2 site=berlin ansible_port=2
rom-1 site=rome ansible_port=3
[all:vars]
ansible_host=127.0.0.1
ansible_password=secret-word
`,
);
const playbook = join(directory, 'play.yml');
writeFileSync(
  playbook,
  `- name: a small change
  hosts: all
  tasks:
    - name: write the file
      copy: { dest: /nowhere/file, content: "hello" }
`,
);

/** All that a run of the three devices writes to the terminal. */
function onTerminal(env: Readonly<Record<string, string>>, ...more: readonly string[]): string {
  const args = ['apply', '-i', inventory, '--playbook', playbook, '--max-fail', '9', ...more];
  const command = [process.execPath, '--import', import.meta.resolve('tsx'), MAIN, ...args];
  const result = spawnSync(
    'script',
    ['-qec', `stty cols 80 rows 24; ${command.join(' ')}`, '/dev/null'],
    {
      cwd: directory,
      encoding: 'utf8',
      env: {
        ...{ PATH: process.env['PATH'], HOME: directory, TERM: 'xterm' },
        STEM_JOURNAL: join(directory, 'journal.db'),
        ...env,
      },
    },
  );
  assert.equal(result.status, 4, result.stdout);
  return result.stdout.replaceAll('\r\n', '\n');
}

const ESC = '\u001b';

describe('a run on a terminal', () => {
  it('draws a screen, keeps the failures above it, and takes it away before the table', () => {
    const text = onTerminal({}, '--confirm-hosts', '3');
    const [, screen = '', end = ''] = /(run \S+ .*0\/3 done[^]*)(┌─+[^]*)$/.exec(text) ?? [];
    assert.match(screen, /^run \S+ {2}(batch 1\/\d {2})?0\/3 done {2}elapsed 0s$/m);
    assert.match(screen, /^devices {2}\[\.{16}\] 0\/3/m);
    assert.match(screen, new RegExp(`${ESC}\\[\\d+A${ESC}\\[0J`));
    for (const host of ['ber-1', 'ber-2', 'rom-1'])
      assert.equal(screen.match(new RegExp(`${host} \\| UNREACHABLE: `, 'g'))?.length, 1, host);
    assert.match(end, /│ ber-1 │ berlin │ unreachable │/);
    assert.doesNotMatch(end, new RegExp(`${ESC}\\[\\d+A`));
    assert.match(text, new RegExp(`${ESC}\\[31m`));
    assert.doesNotMatch(text, /secret-word/);
  });

  it('has no colour where NO_COLOR or --color never says so, and no screen in CI', () => {
    const plain = onTerminal({ NO_COLOR: '1', CI: 'true' }, '--confirm-hosts', '3');
    assert.ok(!plain.includes(ESC), JSON.stringify(plain));
    const never = onTerminal({}, '--confirm-hosts', '3', '--color', 'never');
    assert.doesNotMatch(never, new RegExp(`${ESC}\\[\\d+m`));
    assert.match(never, new RegExp(`${ESC}\\[0J`));
  });
});
