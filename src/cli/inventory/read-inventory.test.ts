import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { hostVars } from '../../planning/inventory/host-vars.ts';
import type { Inventory } from '../../planning/inventory/inventory.ts';
import { absoluteSource, readSources } from './read-inventory.ts';

const root = mkdtempSync(join(tmpdir(), 'stem-inventory-'));
after(() => {
  rmSync(root, { recursive: true });
});
let count = 0;

/** Writes files into a folder of their own. */
const folderOf = (files: Readonly<Record<string, string>>): string => {
  count += 1;
  const folder = join(root, String(count));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text, 'latin1');
  }
  return folder;
};
const read = (folder: string, ...names: readonly string[]): Inventory =>
  readSources({ sources: names.map((name) => join(folder, name)), playFolder: null });
const namesIn = ({ hosts }: Inventory): string => [...hosts.keys()].join(' ');
/** The folder is replaced by F in messages. */
const refuses = (folder: string, names: readonly string[], message: string): void => {
  assert.throws(
    () => read(folder, ...names),
    (error: Error) =>
      error.message.replaceAll(folder, 'F') === message || assert.fail(error.message),
  );
};

describe('sources of an inventory', () => {
  it('are INI, YAML, JSON and lists, and add up', () => {
    const folder = folderOf({
      'a.ini': '[web]\nw1 x=1\n',
      'b.yml': 'web:\n  hosts:\n    w1: {x: 2}\n    w2:\n',
      'c.json': '{"db": {"hosts": {"d1": {}}}}',
      hosts: 'plain1\n',
      'named.yml': 'plain2\n',
    });
    const sources = ['a.ini', 'b.yml', 'c.json', 'hosts', 'named.yml'].map((name) =>
      join(folder, name),
    );
    const inventory = readSources({ sources: [...sources, 'l1,l2:22'], playFolder: null });
    assert.equal(namesIn(inventory), 'w1 w2 d1 plain1 plain2 l1 l2');
    const { x, inventory_file: file, inventory_dir: dir } = hostVars(inventory, 'w1');
    assert.deepEqual([x, file, dir], [2, join(folder, 'a.ini'), folder]);
    assert.deepEqual(
      inventory.warnings.map((each) => each.replaceAll(folder, 'F')),
      [
        'F/named.yml is no YAML inventory (a YAML inventory is a mapping of groups, this is a text): it is read as INI',
      ],
    );
  });

  it('are made absolute, but for lists', () => {
    const folder = folderOf({ 'a,b': '' });
    assert.equal(absoluteSource('f.ini', '/x'), '/x/f.ini');
    assert.equal(absoluteSource('a,b', '/x'), 'a,b');
    assert.equal(absoluteSource('a,b', folder), join(folder, 'a,b'));
  });

  it('are refused with file, line, the line itself and the cause', () => {
    const folder = folderOf({
      'a.ini': 'w1\n\nw2 x\n',
      'b.yml': 'web:\n  hosts:\n    - w1\n',
      'c.yml': 'web:\n\thosts: {}\n',
      'd.ini': 'w1\nw\xe9\n',
      'e.yml': '$ANSIBLE_VAULT;1.1;AES256\n61\n',
    });
    refuses(
      folder,
      ['a.ini'],
      'F/a.ini:3: behind the name of a host only NAME=VALUE may stand\n    w2 x',
    );
    refuses(folder, ['b.yml'], 'F/b.yml:3: hosts of web is a mapping, this is a list\n    - w1');
    refuses(folder, ['d.ini'], 'F/d.ini:2: this is no UTF-8\n    w\ufffd');
    refuses(folder, ['none.ini'], "the inventory F/none.ini can't be read: there is no such file");
    refuses(
      folder,
      ['e.yml'],
      'F/e.yml:1: it is encrypted with ansible-vault, and no vault password was given\n    $ANSIBLE_VAULT;1.1;AES256',
    );
    assert.throws(() => read(folder, 'c.yml'), /\/c\.yml:2: it is no YAML: .*\n {4}hosts: \{\}$/s);
  });

  it('may have anything in comments', () => {
    assert.equal(namesIn(read(folderOf({ 'a.ini': '# \xe9\nw1\n; \xff\n' }), 'a.ini')), 'w1');
  });
});

describe('a folder of inventories', () => {
  it('is read in the order of names, without what Ansible leaves out', () => {
    const folder = folderOf({
      'i/02-web': 'w1\n',
      'i/01.yml': 'db: {hosts: d1}\n',
      'i/sub/x.json': '{"s": {"hosts": {"s1": {}}}}',
      'i/fleet.ini': 'never\n',
      'i/.hidden': 'never x\n',
      'i/README.md': 'never x\n',
      'i/group_vars/db.yml': 'x: 1\n',
      'i/old~': 'never x\n',
    });
    const inventory = read(folder, 'i');
    assert.equal(namesIn(inventory), 'd1 w1 s1');
    assert.equal(hostVars(inventory, 'd1')['x'], 1);
    assert.deepEqual(
      inventory.warnings.map((each) => each.replaceAll(folder, 'F')),
      ['F/i/fleet.ini is left out: in a folder Ansible ignores .ini files'],
    );
  });

  it('is refused where it holds none, or a program', () => {
    const folder = folderOf({ 'i/x.ini': '', 'j/a': 'w1\n', 'j/prog': '#!/bin/sh\n' });
    refuses(folder, ['i'], 'the folder F/i holds no inventory');
    chmodSync(join(folder, 'j/prog'), 0o755);
    refuses(folder, ['j'], 'F/j/prog is a program, and programs in a folder are not run');
  });
});

describe('an executable inventory that is named', () => {
  const run = (body: string): Inventory => {
    const folder = folderOf({ prog: `#!/bin/sh\n${body}` });
    chmodSync(join(folder, 'prog'), 0o755);
    return read(folder, 'prog');
  };

  it('is run with --list, and with --host where it has no _meta', () => {
    const body =
      'case $1 in --list) echo \'{"web": ["a"]}\';; *) echo "{\\"x\\": \\"$2\\"}";; esac\n';
    assert.equal(hostVars(run(body), 'a')['x'], 'a');
  });

  it('is refused where it fails or prints no inventory', () => {
    assert.throws(() => run('exit 4\n'), { message: /prog --list ended with exit code 4$/ });
    assert.throws(() => run('echo nonsense\n'), {
      message: /^what .*prog --list prints:1: this is no JSON\n {4}nonsense$/,
    });
  });

  it('is a text as any other where it can not be executed', () => {
    const folder = folderOf({ prog: '#!/bin/sh\necho "{}"\n', list: '#!ours\nw1\n' });
    assert.equal(namesIn(read(folder, 'list')), 'w1');
    assert.throws(() => read(folder, 'prog'), {
      hint: 'Make it executable, if it is a program: `chmod +x`.',
    });
  });
});

describe('group_vars and host_vars', () => {
  it('win over the inventory group by group, and those beside the playbook over those beside the inventory', () => {
    const folder = folderOf({
      'a.ini': '[all:vars]\na=ini\n[web]\nw1 h=ini\n[web:vars]\na=web\nb=web\nc=web\n',
      'group_vars/all.yml': 'a: all-file\nb: all-file\n',
      'group_vars/web/1.yml': 'b: web-file\nd: first\n',
      'group_vars/web/2.json': '{"d": "second"}',
      'group_vars/web/3.txt': 'd: never\n',
      'group_vars/web/.4.yml': 'd: never\n',
      'host_vars/w1': 'h: file\ne: file\n',
      'play/group_vars/web.yaml': 'd: play\n',
      'play/host_vars/w1.yml': 'e: play\n',
      'host_vars/w2.yml': ': no yaml: at all\n',
    });
    const both = readSources({
      sources: [join(folder, 'a.ini')],
      playFolder: join(folder, 'play'),
    });
    const { a, b, c, d, e, h } = hostVars(both, 'w1');
    assert.deepEqual(
      { a, b, c, d, e, h },
      { a: 'all-file', b: 'web-file', c: 'web', d: 'play', e: 'play', h: 'file' },
    );
    const alone = hostVars(read(folder, 'a.ini'), 'w1');
    assert.deepEqual([alone['d'], alone['e']], ['second', 'file']);
  });

  it('are refused with file and line', () => {
    const folder = folderOf({ 'a.ini': 'w1\n', 'host_vars/w1.yml': 'a: 1\nb: [\n' });
    assert.throws(() => read(folder, 'a.ini'), /host_vars\/w1\.yml:3: it is no YAML: /);
    const list = folderOf({ 'a.ini': 'w1\n', 'group_vars/all': '- 1\n' });
    refuses(
      list,
      ['a.ini'],
      'F/group_vars/all:1: a file of vars is a mapping, this is none\n    - 1',
    );
  });

  it('are left out where they are no folder', () => {
    const folder = folderOf({ 'a.ini': 'w1\n', group_vars: '' });
    assert.deepEqual(
      read(folder, 'a.ini').warnings.map((each) => each.replaceAll(folder, 'F')),
      ['F/group_vars is no folder: it is left out'],
    );
  });
});
