/** What to write in place of an option or a word that Ansible's commands take and ours do not. */

const INVENTORY_VAR = 'Set it in the inventory, or for one call';
const OPTIONS: Readonly<Record<string, string>> = {
  '--list-hosts': 'Say `stem-remote inventory -i FILE --hosts PATTERN`.',
  '--list-tasks': '`stem-remote plan` lists the tasks of each device, and does none of them.',
  '--list-tags': '`stem-remote lint PLAYBOOK` reads a playbook; `--tags` takes the tags in it.',
  '--syntax-check': 'Say `stem-remote lint PLAYBOOK`.',
  '--step': '`stem-remote plan` shows all tasks beforehand.',
  '--start-at-task': '`stem-remote resume` goes on where a run ended; `--tags` chooses tasks.',
  '--user': `${INVENTORY_VAR}: \`-e ansible_user=NAME\`.`,
  '-u': `${INVENTORY_VAR}: \`-e ansible_user=NAME\`.`,
  '--become': `${INVENTORY_VAR}: \`-e ansible_become=true\`. A play has \`become: true\`.`,
  '-b': `${INVENTORY_VAR}: \`-e ansible_become=true\`. A play has \`become: true\`.`,
  '--become-method': `${INVENTORY_VAR}: \`-e ansible_become_method=su\`.`,
  '--become-user': 'Root is who others become here; `become: false` is the login user.',
  '--private-key': `${INVENTORY_VAR}: \`-e ansible_ssh_private_key_file=FILE\`.`,
  '--key-file': `${INVENTORY_VAR}: \`-e ansible_ssh_private_key_file=FILE\`.`,
  '--connection': 'Devices are reached by SSH: leave it out.',
  '-c': 'Devices are reached by SSH: leave it out.',
  '-T': `${INVENTORY_VAR}: \`-e ansible_timeout=SECONDS\`.`,
  '--ssh-common-args': `${INVENTORY_VAR}: \`-e ansible_ssh_common_args=…\`.`,
  '--ssh-extra-args': `${INVENTORY_VAR}: \`-e ansible_ssh_extra_args=…\`.`,
  '--scp-extra-args': 'Files go by SFTP, over the connection of `ansible_ssh_common_args`.',
  '--sftp-extra-args': 'Files go by SFTP, over the connection of `ansible_ssh_common_args`.',
  '--force-handlers': 'Put a task that has to run in any case into `always:`.',
  '--flush-cache': 'Nothing is kept of a device between runs: leave it out.',
  '--module-path': 'The modules are those of docs/playbooks.md; for others write `script:`.',
  '-M': 'The modules are those of docs/playbooks.md; for others write `script:`.',
  '-m': 'Say `stem-remote exec PATTERN -- COMMAND`, or put the module into a playbook.',
  '--module-name': 'Say `stem-remote exec PATTERN -- COMMAND`, or put the module into a playbook.',
  '-a': 'Say `stem-remote exec PATTERN -- COMMAND`.',
  '--args': 'Say `stem-remote exec PATTERN -- COMMAND`.',
};

const COMMANDS: Readonly<Record<string, string>> = {
  playbook: 'Say `stem-remote apply -i FILE --playbook PLAYBOOK`.',
  adhoc: 'Say `stem-remote exec -i FILE PATTERN -- COMMAND`.',
  shell: 'Say `stem-remote exec -i FILE PATTERN -- COMMAND`.',
  vault: '`ansible-vault` makes encrypted files; they are read here with `--vault-password-file`.',
  doc: 'Say `stem-remote help COMMAND`; docs/playbooks.md has the modules.',
  check: 'Say `stem-remote plan`.',
  'syntax-check': 'Say `stem-remote lint PLAYBOOK`.',
};

/** Null where Ansible has no such option either. `option` is written with its dashes. */
export const insteadOfOption = (option: string): string | null => OPTIONS[option] ?? null;

/** Null where nothing is known that it could stand for. */
export const insteadOfCommand = (word: string): string | null =>
  COMMANDS[word.replace(/^ansible-/, '')] ?? null;

/** A word too many, as the operator of `ansible-playbook site.yml` or `ansible all …` types it. */
export function insteadOfWord(word: string, command: string): string | null {
  if (command === 'exec') return `Write the command behind \`--\`: \`exec PATTERN -- ${word} …\`.`;
  const takesPlaybook = command === 'apply' || command === 'plan';
  if (takesPlaybook && /\.ya?ml$/.test(word)) return `Write \`--playbook ${word}\`.`;
  return takesPlaybook ? `Devices are chosen by \`--limit ${word}\`.` : null;
}
