import type { FilesCase } from './inventory-table-files.ts';

const META =
  '{"web": {"hosts": ["a", "b"], "vars": {"x": 1}}, "_meta": {"hostvars": {"a": {"y": 2}, "c": {}}}}';
const prints = (json: string): string => `#!/bin/sh\ncat <<'EOF'\n${json}\nEOF\n`;
const perHost = (list: string, host: string): string =>
  `#!/bin/sh\nif [ "$1" = --list ]; then cat <<'EOF'\n${list}\nEOF\nelse cat <<EOF\n${host}\nEOF\nfi\n`;
const script = (about: string, text: string): FilesCase => ({
  about,
  files: { 'prog!': text },
  sources: ['prog'],
});

/** Executable inventories. */
export const SCRIPT_CASES: readonly FilesCase[] = [
  script('a program with _meta', prints(META)),
  script(
    'a program without _meta',
    perHost('{"web": ["a", "b"], "db": {"hosts": ["a"]}}', '{"me": "$2", "n": 1}'),
  ),
  script('a program with an empty _meta', perHost('{"web": ["a"], "_meta": {}}', '{"me": "$2"}')),
  script('a program that has no vars of hosts', perHost('{"web": ["a"]}', '{}')),
  script(
    'hostvars of a host alone',
    prints('{"web": {"hosts": ["a"]}, "_meta": {"hostvars": {}}}'),
  ),
  script('a group that is only vars', prints('{"web": {"x": 1}, "_meta": {"hostvars": {}}}')),
  script(
    'children and numbers in names',
    prints(
      '{"p": {"children": ["c", "101"]}, "c": ["h"], "101": ["i"], "99": {"hosts": ["j"]}, "_meta": {"hostvars": {"101": {}, "i": {"9": 1, "10": 2}}}}',
    ),
  ),
  script(
    'children that are an object',
    prints('{"p": {"children": {"c": {}}}, "c": ["h"], "_meta": {"hostvars": {}}}'),
  ),
  script(
    'ungrouped and all',
    prints(
      '{"all": {"hosts": ["h"], "vars": {"x": 1}}, "ungrouped": ["i"], "_meta": {"hostvars": {}}}',
    ),
  ),
  script('ranges are names', prints('{"web": ["w[1:2]", "h:22"], "_meta": {"hostvars": {}}}')),
  script(
    'a loop',
    prints('{"a": {"children": ["b"]}, "b": {"children": ["a"]}, "_meta": {"hostvars": {}}}'),
  ),
  script(
    'hosts that are an object',
    prints('{"a": {"hosts": {"h": {}}}, "_meta": {"hostvars": {}}}'),
  ),
  script('hosts that are numbers', prints('{"a": [1], "_meta": {"hostvars": {}}}')),
  script(
    'vars that are a list',
    prints('{"a": {"hosts": [], "vars": []}, "_meta": {"hostvars": {}}}'),
  ),
  script(
    'vars of a host that are a text',
    prints('{"a": ["h"], "_meta": {"hostvars": {"h": "x"}}}'),
  ),
  script('hostvars that are a list', prints('{"a": ["h"], "_meta": {"hostvars": []}}')),
  script('a list', prints('[]')),
  script('no JSON', prints('all:\n  hosts: h')),
  script('a program that fails', '#!/bin/sh\necho no token >&2\nexit 3\n'),
  script(
    'a program with a word for stderr',
    `#!/bin/sh\necho careful >&2\ncat <<'EOF'\n${META}\nEOF\n`,
  ),
  {
    about: 'a program with group_vars beside it',
    files: {
      'd/prog!': prints(META),
      'd/group_vars/web.yml': 'x: file\n',
      'd/host_vars/a': 'y: file\n',
    },
    sources: ['d/prog'],
  },
  {
    about: 'a text file that can be executed',
    files: { 'f.ini!': '[web]\nw1 x=1\n' },
    sources: ['f.ini'],
  },
  {
    about: 'a program that can not be executed',
    files: { prog: prints(META) },
    sources: ['prog'],
  },
];

/** Where Ansible goes on, and we refuse. Each is in docs/inventory.md. */
export const REFUSED_HERE: readonly (FilesCase & { readonly says: RegExp })[] = [
  {
    about: 'bytes that are no UTF-8',
    files: { 'f.ini': 'h\n\xff\n' },
    sources: ['f.ini'],
    says: /f\.ini:2: this is no UTF-8\n/,
  },
  {
    about: 'a program that prints nothing, whose own text is then read',
    files: { 'prog!': '#!/bin/sh\n' },
    sources: ['prog'],
    says: /prog --list prints:1: this is no JSON/,
  },
  {
    about: 'a program in a folder, which Ansible runs',
    files: { 'i/prog!': prints(META) },
    sources: ['i'],
    says: /i\/prog is a program, and programs in a folder are not run$/,
  },
  {
    about: 'the configuration of an inventory plugin',
    files: { 'f.yml': 'plugin: constructed\nstrict: false\n' },
    sources: ['f.yml'],
    says: /f\.yml:1: it configures an inventory plugin of Ansible/,
  },
  {
    about: 'an unsafe text that looks like a template',
    files: { 'f.yml': 'all:\n  hosts:\n    h: {a: !unsafe "{{ x }}"}\n' },
    sources: ['f.yml'],
    says: /f\.yml:3: a text with \{\{ or \{% in it can not be marked as unsafe here\n/,
  },
];
