import type { InsteadTable } from './keys.ts';

const FREE = 'take it out, hosts of a batch never wait for each other';
const ON_CONTROLLER =
  'run it on the controller before `stem-remote`, or put the host into the play';
const JOBS = 'take it out: a lost link never kills a command, and `timeout_s` bounds it';
const INVENTORY_CONNECTION = 'set the ansible_ vars of the connection in the inventory';
const ONE_FILE = 'write the tasks into this file';

/** Keys of Ansible's that stand anywhere, and what to write instead of them. */
const ANYWHERE: InsteadTable = {
  become_method: 'set ansible_become_method in the inventory',
  become_flags: 'set the options of sudo on the device',
  become_exe: 'the device’s own sudo is used',
  collections: 'write full names: only ansible.builtin is there',
  connection: 'devices are reached by SSH: take it out',
  debugger: 'there is none: run it with -v, and look with `stem-remote log`',
  diff: 'say `--diff` on the command line',
  ignore_unreachable: 'a device that can’t be reached ends there: resume the run later',
  module_defaults: 'write the arguments into each task',
  port: INVENTORY_CONNECTION,
  timeout: 'a module has its own `timeout_s`',
};

export const PLAY_INSTEAD: InsteadTable = {
  ...ANYWHERE,
  fact_path: 'facts come from the device’s own tools only',
  force_handlers: 'a host that fails runs no handlers: put the task into `always`',
  gather_subset: 'write a task with `setup:` and `gather_subset`',
  gather_timeout: 'take it out',
  order: 'hosts go in the order of the inventory',
  roles: 'write their tasks into `tasks`',
  strategy: FREE,
  vars_prompt: 'say `-e NAME=value`, or `-e @FILE` for a secret',
  import_playbook: 'run the playbooks one after the other, or write the plays into one file',
};

export const BLOCK_INSTEAD: InsteadTable = {
  ...ANYWHERE,
  delegate_to: ON_CONTROLLER,
  delegate_facts: ON_CONTROLLER,
  loop: 'a block can’t loop: write the loop at each task',
  with_items: 'a block can’t loop: write the loop at each task',
  notify: 'write it at each task',
  register: 'write it at a task',
  remote_user: 'set ansible_user in the inventory, or remote_user in the play',
};

export const TASK_INSTEAD: InsteadTable = {
  ...ANYWHERE,
  action: 'write the module as the key: `command: uptime`',
  local_action: ON_CONTROLLER,
  delegate_to: ON_CONTROLLER,
  delegate_facts: ON_CONTROLLER,
  async: JOBS,
  poll: JOBS,
  remote_user: 'set ansible_user in the inventory, or remote_user in the play',
  roles: 'write their tasks into `tasks`',
  role: 'write its tasks into `tasks`',
  import_tasks: ONE_FILE,
  include_tasks: ONE_FILE,
  include: ONE_FILE,
  import_role: 'write its tasks into `tasks`',
  include_role: 'write its tasks into `tasks`',
  include_vars: 'name the file in `vars_files` of the play',
  import_playbook: 'run the playbooks one after the other, or write the plays into one file',
  add_host: 'write the host into the inventory',
  group_by: 'write the group into the inventory, or use `when`',
  listen: 'only a handler listens',
  rescue: 'it stands beside `block`',
  always: 'it stands beside `block`',
};

const PACKAGES = 'write `shell: apt-get -y install NAME` with `creates` or `changed_when`';
const SERVICES = 'write `command: service NAME restart`';
const USERS = 'write `command: useradd …` with `creates` or `changed_when`';

/** Modules of Ansible's that people reach for, and what does the same here. */
export const MODULE_INSTEAD: InsteadTable = {
  apt: PACKAGES,
  apt_key: PACKAGES,
  apt_repository: 'write the list with `copy`, then `shell: apt-get update`',
  package: PACKAGES,
  dpkg_selections: PACKAGES,
  yum: PACKAGES,
  dnf: PACKAGES,
  pip: PACKAGES,
  service: SERVICES,
  systemd: SERVICES,
  systemd_service: SERVICES,
  sysvinit: SERVICES,
  user: USERS,
  group: 'write `command: groupadd …` with `creates` or `changed_when`',
  cron: 'write the file below /etc/cron.d with `copy`',
  blockinfile: 'write the whole file with `copy` or `template`, or single lines with `lineinfile`',
  replace: 'write `shell: sed -i …` with `changed_when`',
  assemble: 'write the whole file with `template`',
  find: 'write `command: find …` and register it',
  get_url: 'write `command: wget …` with `creates`',
  uri: 'write `command: curl …` and register it',
  git: 'write `command: git …`',
  unarchive: 'write `command: tar -xf …` with `creates`, after `copy`',
  raw: 'write `shell:`, it needs no Python here',
  expect: 'write `shell:` with the answers by stdin',
  hostname: 'write `command: hostname …` and the file /etc/hostname with `copy`',
  gather_facts: 'write `setup:`',
  service_facts: 'write `command: service --status-all` and register it',
  package_facts: 'write `command: dpkg -l` and register it',
  getent: 'write `command: getent …` and register it',
  known_hosts: 'write the file with `lineinfile`',
  tempfile: 'write `command: mktemp` and register it',
  set_stats: 'register the result, and read it from `stem-remote report --json`',
  validate_argument_spec: 'write `assert:`',
};
