import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { hostVars } from './host-vars.ts';
import type { Inventory } from './inventory.ts';
import { parseInventory } from './parse-ini.ts';

const parse = (...lines: readonly string[]): Inventory =>
  parseInventory(lines.join('\n'), 'fleet.ini');

const varsOf = (name: string, ...lines: readonly string[]): Vars =>
  parse(...lines).hosts.get(name)?.vars ?? {};

const groupVars = (name: string, ...lines: readonly string[]): Vars =>
  parse(...lines).groups.get(name)?.vars ?? {};

describe('an INI inventory', () => {
  it('has hosts in groups, and others ungrouped', () => {
    const inventory = parse('alone', '[web]', 'web[1:2]', '; no', '# no', '[db]  # c', 'web1');
    const { groups, hosts } = inventory;
    assert.deepEqual([...hosts.keys()], ['alone', 'web1', 'web2']);
    assert.deepEqual(hosts.get('web1')?.groups, ['db', 'web']);
    assert.deepEqual(groups.get('ungrouped')?.hosts, ['alone']);
    assert.deepEqual(groups.get('all')?.children, ['ungrouped', 'web', 'db']);
  });

  it('takes a host out of `ungrouped` once it is in a group, and puts those of `all` in', () => {
    const { groups } = parse('h', '[all]', 'i', '[g]', 'h');
    assert.deepEqual(groups.get('ungrouped')?.hosts, ['i']);
    assert.deepEqual(groups.get('g')?.hosts, ['h']);
  });

  it('reads the values of a host line after taking the quotes off', () => {
    const line = `h a=1 b="1" c="'1'" d=True e=true f="[1, 2]" g=[1, h='x y' i= =k j="a=b"`;
    assert.deepEqual(varsOf('h', line), {
      ...{ a: 1, b: 1, c: '1', d: true, e: 'true', f: [1, 2], g: '[1,', h: 'x y', i: '' },
      ...{ '': 'k', j: 'a=b' },
    });
  });

  it('reads the values of a :vars section with their quotes', () => {
    const lines = ['a = 1 # one', 'b="1"', "c='x' ; y", 'd=p # q', 'e=', 'f=1,2', 'g="a" "b"'];
    assert.deepEqual(groupVars('all', '[all:vars]', ...lines), {
      ...{ a: 1, b: '1', c: "'x' ; y", d: 'p # q', e: '', f: [1, 2], g: 'ab' },
    });
  });

  it('lets the last value win, in sections that reopen as well', () => {
    const lines = ['[a]', 'h x=1 y=1', '[b]', 'h x=2', '[a]', 'h y=3', 'i'];
    assert.deepEqual(varsOf('h', ...lines), { x: 2, y: 3 });
    assert.deepEqual(parse(...lines).groups.get('a')?.hosts, ['h', 'i']);
    assert.deepEqual(groupVars('a', '[a]', '[a:vars]', "x={'a':1}", "x={'b':2}"), { x: { b: 2 } });
  });
});

describe('a line of an INI inventory', () => {
  it('gives a port to the host that it names first, unless a var says otherwise', () => {
    const lines = ['h:22', 'h:23', 'i:1 ansible_port=2', 'j[1:2]:9', 'k:0', 'l:x', '[::1]:7'];
    const { hosts } = parse(...lines);
    assert.deepEqual(
      [...hosts].map(([name, { vars }]) => [name, vars['ansible_port']]),
      [
        ...[['h', 22] as const, ['i', 2] as const, ['j1', 9] as const, ['j2', 9] as const],
        ...[['k', undefined] as const, ['l:x', undefined] as const, ['::1', 7] as const],
      ],
    );
  });

  it('may name groups that are declared later', () => {
    const lines = [
      '[top:children]',
      'mid',
      '[mid:vars]',
      'x=1',
      '[mid:children]',
      'low',
      '[low]',
      'h',
    ];
    const { groups, hosts } = parse(...lines);
    assert.deepEqual(hosts.get('h')?.groups, ['top', 'mid', 'low']);
    assert.deepEqual(
      [...groups.values()].map(({ name, depth }) => `${name} ${String(depth)}`),
      ['all 0', 'ungrouped 1', 'top 1', 'mid 2', 'low 3'],
    );
    const chain = ['[c:children]', 'd', '[b:children]', 'c', '[a:children]', 'b', '[d]', 'h'];
    assert.deepEqual(parse(...chain).hosts.get('h')?.groups, ['a', 'b', 'c', 'd']);
  });

  it('gives its vars to the group of the same name', () => {
    const inventory = parse('[web]', 'web x=1', 'i');
    assert.deepEqual(hostVars(inventory, 'i')['x'], 1);
    assert.deepEqual(inventory.warnings, [
      'fleet.ini: web is both a group and a host: its vars go to the group',
    ]);
  });

  it('ends where Python ends it, blanks around it stripped', () => {
    const { hosts } = parse('[g]\r', '\t h x=1 \r', 'i\u000bj\u0085k\u2028l', '\u00a0m\u001f');
    assert.deepEqual([...hosts.keys()], ['h', 'i', 'j', 'k', 'l', 'm']);
  });
});

describe('a secret of an inventory', () => {
  const secretOf = (line: string, name = 'ansible_password'): unknown => {
    const value = varsOf('h', line)[name];
    return value instanceof Secret ? value.reveal() : value;
  };

  it('is one from the first read on', () => {
    assert.equal(secretOf(`h ansible_password="pa ss"`), 'pa ss');
    for (const name of ['ansible_ssh_pass', 'ansible_become_pass', 'ansible_sudo_pass'])
      assert.equal(secretOf(`h ${name}=geheim`, name), 'geheim');
    const { ansible_become_password: value } = groupVars(
      'all',
      '[all:vars]',
      "ansible_become_password='#1'",
    );
    assert.ok(value instanceof Secret && value.reveal() === '#1');
  });

  it('stays as written where Python would make a number of it', () => {
    for (const text of ['12345', '0123', '1_0', '1e5', 'None', '0x1f'])
      assert.equal(secretOf(`h ansible_password=${text}`), text);
  });

  it('is in no warning and no error', () => {
    const warnings = parse('h ansible_password=12#345', '[all:vars]', 'ansible_password=a #b');
    assert.doesNotMatch(JSON.stringify(warnings.warnings), /12|345|a #b/);
    for (const line of [
      'h ansible_password=hun ter',
      'h ansible_ssh_pass="hun ter',
      'ansible_become_pass hun ter',
    ])
      assert.throws(
        () => parse(line),
        (error) => error instanceof StemError && !/hun|ter2?/.test(error.message),
        line,
      );
  });
});

describe('what an operator should know of an inventory', () => {
  const warn = (...lines: readonly string[]): readonly string[] => parse(...lines).warnings;

  it('is a # that cuts, and one that does not', () => {
    assert.deepEqual(warn('h x=pa#ss # fine'), [
      'fleet.ini:1: a # cuts the word before it: the rest of the line is a comment. Quote the value.',
    ]);
    assert.deepEqual(warn('[all:vars]', 'x=a # b', 'y=1 # b', 'z=a#b'), [
      'fleet.ini:2: the value of x goes on behind the #',
    ]);
  });

  it('is a password that looks like something else', () => {
    assert.deepEqual(warn('h ansible_password=123', '[all:vars]', 'ansible_sudo_pass=a #'), [
      'fleet.ini:1: ansible_password looks like a number or a list: it is taken as written, Ansible converts it',
      'fleet.ini:3: the value of ansible_sudo_pass goes on behind the #',
    ]);
  });

  it('is a name, a range, a port or a value that is hardly meant', () => {
    assert.deepEqual(
      warn('h[5:1]', 'a,b', '[a-b]', 'c:70000', 'd ansible_port=x e=yes f=1', '[_x]'),
      [
        'fleet.ini:1: the range in h[5:1] gives no host',
        'fleet.ini:2: "a,b" is taken as one name, though it is no usual one',
        'fleet.ini:3: the group a-b has other characters in its name than letters, digits and _',
        'fleet.ini:4: 70000 is no port: it must be from 1 to 65535',
        'fleet.ini:5: x is no port: it must be from 1 to 65535',
        'fleet.ini:5: e=yes is a text: write True or False',
      ],
    );
    assert.deepEqual(warn('h x=12345678901234567890'), [
      'fleet.ini:1: x=12345678901234567890 has too many digits for a number: it stays a text',
    ]);
  });
});

describe('a wrong inventory', () => {
  const refuses = (lines: readonly string[], message: string): void => {
    assert.throws(() => parse(...lines), { code: 'INVENTORY_INVALID', message }, lines.join('|'));
  };

  it('is refused with file, line, cause and the line itself', () => {
    assert.throws(() => parse('[web]', '', 'web1 user'), {
      name: 'StemError',
      code: 'INVENTORY_INVALID',
      message: 'fleet.ini:3: behind the name of a host only NAME=VALUE may stand\n    web1 user',
      hint: 'Quote a value with blanks in it: NAME="a b".',
    });
    refuses(
      ['h k = v'],
      'fleet.ini:1: behind the name of a host only NAME=VALUE may stand\n    h k = v',
    );
    refuses(['h x="1'], 'fleet.ini:1: a " is not closed\n    h x="1');
    refuses(['h['], 'fleet.ini:1: the range in h[ is not whole\n    h[');
    refuses(['h:'], 'fleet.ini:1: a colon needs a port behind it\n    h:');
    refuses(['"" x=1'], 'fleet.ini:1: the name of the host is empty\n    "" x=1');
    refuses(['---'], 'fleet.ini:1: --- begins a YAML file, not an INI inventory\n    ---');
  });

  it('is refused for its sections', () => {
    refuses(['[ a ]'], 'fleet.ini:1: this is no section\n    [ a ]');
    refuses(['[a:kids]'], 'fleet.ini:1: [a:kids] is no kind of section\n    [a:kids]');
    refuses(['[a:vars]', 'x'], 'fleet.ini:2: [a:vars] holds name=value pairs, this is none\n    x');
    refuses(['[a:children]', 'b c'], 'fleet.ini:2: this is no name of a group\n    b c');
    refuses(
      ['[a:children]', 'b', '[c:children]', 'b', '[b:vars]'],
      'fleet.ini:2: [c:children] names the group b, which nothing declares\n    b',
    );
    refuses(
      ['[a:vars]'],
      'fleet.ini:1: [a:vars] is about a group that nothing declares\n    [a:vars]',
    );
  });

  it('is refused for groups below themselves', () => {
    refuses(['[a:children]', 'a'], 'fleet.ini:2: the group a is its own child\n    a');
    refuses(
      ['[a:children]', 'b', '[b:children]', 'a'],
      'fleet.ini:4: the group a would be below itself: it has b among its children\n    a',
    );
    refuses(
      ['[a:children]', 'all'],
      'fleet.ini: the group a would be below itself: it has all among its children',
    );
  });

  it('is refused for a priority that is no number', () => {
    for (const value of ['abc', '[1]', 'None', '1e999'])
      refuses(
        ['[a]', '[a:vars]', `ansible_group_priority=${value}`],
        `fleet.ini:3: ansible_group_priority must be a whole number\n    ansible_group_priority=${value}`,
      );
  });
});
