/** What may stand behind a key, for the schema that editors read. */
export type KeyType =
  | 'text'
  | 'flag'
  | 'count'
  | 'seconds'
  | 'percent'
  | 'expression'
  | 'texts'
  | 'serial'
  | 'vars'
  | 'loop'
  | 'loop-control'
  | 'tasks'
  | 'handlers'
  | 'undo'
  | 'environment'
  | 'meta';

export interface KeySpec {
  readonly type: KeyType;
  /** One sentence for an editor and for docs/playbooks.md. */
  readonly does: string;
}

export type KeyTable = Readonly<Record<string, KeySpec>>;
/** What to write instead of a key of Ansible's that is outside of our part of its grammar. */
export type InsteadTable = Readonly<Record<string, string>>;

const key = (type: KeyType, does: string): KeySpec => ({ type, does });

/** What a play, a block and a task share: it is handed down. */
const INHERITED: KeyTable = {
  name: key('text', 'What an operator reads. A task and a block may do without.'),
  vars: key('vars', 'Vars of this place; templates in them are read where they are used.'),
  become: key('flag', 'Whether modules act as root; the var ansible_become wins.'),
  become_user: key('text', 'Only `root`: there is no other user to become.'),
  tags: key('texts', 'Names for --tags and --skip-tags; `always` and `never` are special.'),
  check_mode: key('flag', 'True: only look, and say whether something would change.'),
  no_log: key('flag', 'Keep arguments and output out of the journal and off the screen.'),
  ignore_errors: key('flag', 'Go on with the next task where this one fails.'),
  any_errors_fatal: key('flag', 'A host that fails here stops all others at a safe point.'),
  environment: key('environment', 'Variables for `command`, `shell`, `script` and `undo`.'),
  throttle: key('count', 'At most so many hosts at once in this task.'),
  run_once: key('flag', 'One host of the batch runs it, and its result counts for all.'),
};

export const PLAY_KEYS: KeyTable = {
  ...INHERITED,
  hosts: key('texts', 'A pattern of the inventory.'),
  serial: key('serial', 'How many hosts are in a batch: a number, a share, or a list of these.'),
  max_fail_percentage: key('percent', 'So many hosts may fail before no further batch is started.'),
  vars_files: key('texts', 'YAML files of vars, beside the playbook; they win over `vars`.'),
  gather_facts: key(
    'flag',
    'Whether `setup` runs first. Without it, it runs where facts are named.',
  ),
  remote_user: key('text', 'The login where the inventory has no ansible_user.'),
  pre_tasks: key('tasks', 'Tasks before `tasks`, with their handlers.'),
  tasks: key('tasks', 'The tasks, in order.'),
  post_tasks: key('tasks', 'Tasks after `tasks` and its handlers.'),
  handlers: key('handlers', 'Tasks that run where another one notified them.'),
};

export const BLOCK_KEYS: KeyTable = {
  ...INHERITED,
  when: key('expression', 'An expression, or a list of them that must all be true.'),
  block: key('tasks', 'The tasks of the block.'),
  rescue: key('tasks', 'Tasks that run where one of the block failed.'),
  always: key('tasks', 'Tasks that run at the end, whatever happened.'),
};

export const TASK_KEYS: KeyTable = {
  ...INHERITED,
  when: key('expression', 'An expression, or a list of them that must all be true.'),
  register: key('text', 'The var that keeps the result.'),
  args: key('vars', 'More arguments of the module.'),
  loop: key('loop', 'A list: the task runs once for each item.'),
  with_items: key('loop', 'As `loop`, with lists inside of the list opened.'),
  loop_control: key('loop-control', 'How the loop names and shows its items.'),
  until: key('expression', 'Run it again until this is true.'),
  retries: key('count', 'How often `until` tries again. 3 without it.'),
  delay: key('seconds', 'The pause between two tries. 5 seconds without it.'),
  changed_when: key('expression', 'Whether the task changed something.'),
  failed_when: key('expression', 'Whether the task failed.'),
  notify: key('texts', 'Handlers that run if this task changed something.'),
  undo: key('undo', 'Shell text that a rollback runs: only before the point of no return.'),
  meta: key(
    'meta',
    'It steers the walk: end_host, end_play, flush_handlers, reset_connection, noop.',
  ),
};

export const HANDLER_KEYS: KeyTable = {
  ...TASK_KEYS,
  listen: key('texts', 'More names that `notify` may call it by.'),
};

export const LOOP_CONTROL_KEYS: KeyTable = {
  loop_var: key('text', 'The var that holds the item, instead of `item`.'),
  index_var: key('text', 'The var that holds the number of the item, from 0.'),
  label: key('text', 'What is shown of an item.'),
  pause: key('seconds', 'Seconds between two items.'),
  extended: key('flag', 'Adds `ansible_loop` with first, last, length and the like.'),
};
