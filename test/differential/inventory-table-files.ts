/** Files in a folder, and which of them are named with -i. A name that ends in `!` is executable. */
export interface FilesCase {
  readonly about: string;
  readonly files: Readonly<Record<string, string>>;
  readonly sources: readonly string[];
  /** Where it is asked from, within the folder. */
  readonly from?: string;
}

const FLEET =
  '[all:vars]\nx=ini-all\n[web]\nw1 h=ini\nw2\n[web:vars]\nx=ini-web\ny=ini\n[site:children]\nweb\n';
const beside = (about: string, files: Readonly<Record<string, string>>): FilesCase => ({
  about,
  files: { 'f.ini': FLEET, ...files },
  sources: ['f.ini'],
});

export const FILES_CASES: readonly FilesCase[] = [
  beside('group_vars of all, of a child and of a parent', {
    'group_vars/all.yml': 'x: file-all\ny: file-all\n',
    'group_vars/web': 'x: file-web\n',
    'group_vars/site.json': '{"x": "file-site", "s": 1}',
  }),
  beside('group_vars of all against the vars of a child in the inventory', {
    'group_vars/all': 'x: file-all\ny: file-all\n',
  }),
  beside('host_vars against everything', {
    'host_vars/w1.yaml': 'h: file\nx: host\n',
    'host_vars/w2': '{"x": [1, {"a": null}]}',
    'host_vars/w3.yml': '][ never read',
  }),
  beside('folders of vars', {
    'group_vars/web/a.yml': 'x: a\nz: a\n',
    'group_vars/web/b.json': '{"z": "b"}',
    'group_vars/web/c': 'q: c\n',
    'group_vars/web/d.txt': 'q: never\n',
    'group_vars/web/.e.yml': 'q: never\n',
    'group_vars/web/f~': 'q: never\n',
    'group_vars/web/sub/g.yml': 'g: 1\n',
    'group_vars/web/sub.d/h.yml': 'g: never\n',
  }),
  beside('which of several files counts', {
    'group_vars/web.json': '{"from": "json"}',
    'group_vars/web.yml': 'from: yml\n',
    'group_vars/web.yaml': 'from: yaml\n',
    'host_vars/w1.yaml': 'from1: yaml\n',
    'host_vars/w1/x.yml': 'from1: folder\n',
    'host_vars/w2.yml/x.yml': 'from2: folder with a dot\n',
  }),
  beside('empty files, and keys of all kinds', {
    'group_vars/all.yml': '',
    'group_vars/web.yml': '---\n1: a\nyes: b\nx.y: c\n',
    'host_vars/w1.yml': '[]\n',
  }),
  beside('vars that are no mapping', { 'group_vars/web.yml': '- x\n' }),
  beside('vars that are no YAML', { 'host_vars/w1.yml': 'x: [\n' }),
  beside('a priority in a file', {
    'group_vars/web.yml': 'ansible_group_priority: 5\nx: web\n',
    'group_vars/site.yml': 'ansible_group_priority: 50\nx: site\n',
  }),
  beside('vars that Ansible keeps to itself', {
    'host_vars/w1.yml': 'inventory_hostname: x\ngroup_names: y\nk: 1\n',
  }),
  beside('group_vars that is a file', { group_vars: 'x: 1\n' }),
  {
    about: 'group_vars of where it is asked from',
    files: {
      'i/f.ini': FLEET,
      'i/group_vars/web.yml': 'x: inventory-web\ny: inventory-web\n',
      'i/host_vars/w1.yml': 'h: inventory\nk: inventory\n',
      'p/group_vars/all.yml': 'x: play-all\ny: play-all\nz: play-all\n',
      'p/group_vars/web.yml': 'y: play-web\n',
      'p/host_vars/w1.yml': 'k: play\n',
    },
    sources: ['i/f.ini'],
    from: 'p',
  },
  {
    about: 'two sources with group_vars each',
    files: {
      'a/f.ini': '[web]\nw1 x=a\n[web:vars]\ny=a\n',
      'a/group_vars/all.yml': 'p: a\nq: a\n',
      'a/group_vars/web.yml': 'p: a-web\n',
      'b/g.yml': 'web: {hosts: {w1: {x: b}, w2: {}}, vars: {z: b}}\n',
      'b/group_vars/all.yml': 'q: b\np: b-all\n',
      'b/host_vars/w1.yml': 'x: b-host\n',
    },
    sources: ['a/f.ini', 'b/g.yml'],
  },
  {
    about: 'a folder of inventories',
    files: {
      'i/02-web': '[web]\nw1\n[web:vars]\nx=1\n',
      'i/01-db.yml': 'db: {hosts: {d1: {}}, children: {web: {}}}\n',
      'i/10.json': '{"j": {"hosts": {"j1": {}}}}',
      'i/sub/deep.yaml': 'deep: {hosts: {e1: {}}}\n',
      'i/sub/group_vars/deep.yml': 'never: 1\n',
      'i/group_vars/db.yml': 'g: 1\n',
      'i/host_vars/w1/x': 'h: 1\n',
      'i/fleet.ini': 'never1\n',
      'i/notes.md': '] [',
      'i/notes.txt': '] [',
      'i/.git': '] [',
      'i/old.bak': '] [',
      'i/old~': '] [',
      'i/x.cfg': '] [',
      'i/x.retry': 'never2\n',
    },
    sources: ['i'],
  },
  {
    about: 'a group that a later file of the folder declares',
    files: { 'i/1': '[p:children]\nc\n', 'i/2': '[c]\nh\n' },
    sources: ['i'],
  },
  {
    about: 'a group that an earlier file of the folder declares',
    files: { 'i/1': '[c]\nh\n', 'i/2': '[p:children]\nc\n[c:vars]\nx=1\n' },
    sources: ['i'],
  },
  {
    about: 'a folder with one bad file',
    files: { 'i/1': 'h1\n', 'i/2': 'h2 x\n' },
    sources: ['i'],
  },
  { about: 'an empty folder', files: { 'i/x.ini': 'h\n' }, sources: ['i'] },
  {
    about: 'a folder within that holds none',
    files: { 'i/1': 'h\n', 'i/sub/x.md': '' },
    sources: ['i'],
  },
  { about: 'a file that is not there', files: {}, sources: ['none.ini'] },
  { about: 'a list', files: {}, sources: ['w1,w2:22, w3 ,,w[1:2],::1,[::2]:23,a:b'] },
  { about: 'a list and a file', files: { 'f.ini': FLEET }, sources: ['f.ini', 'w2,w9,'] },
  { about: 'a file with a comma in its name', files: { 'a,b': 'h\n' }, sources: ['a,b'] },
  {
    about: 'INI in a file with the name of YAML',
    files: { 'f.yml': '[web]\nw1\n' },
    sources: ['f.yml'],
  },
  {
    about: 'YAML in a file with the name of INI',
    files: { 'f.ini': 'all:\n  hosts:\n    h:\n' },
    sources: ['f.ini'],
  },
  {
    about: 'YAML without an ending',
    files: { hosts: 'all:\n  hosts:\n    h:\n' },
    sources: ['hosts'],
  },
  {
    about: 'bytes that are no UTF-8 in a comment',
    files: { 'f.ini': '# \xff\nh\n' },
    sources: ['f.ini'],
  },
];
