import type { Around, Loader } from './loader.ts';
import { parseTask } from './parse-task.ts';
import type { PlaybookTask } from './playbook.ts';

/** Vars that begin like facts and are none: those of the connection, of a run and of a loop. */
const NO_FACTS =
  /^ansible_(?:host|port|user|connection|password|ssh_\w+|become\w*|private_key\w*|check_mode|diff_mode|play_\w+|playbook_\w+|run_tags|skip_tags|limit|loop\w*|index_var|managed|version|failed_\w+|inventory_sources|forks|verbosity|builtin|search_path|role_\w+|parent_role_\w+|facts_\w+|winrm\w*|python_interpreter|shell_\w+|remote_tmp|timeout|sudo\w*|su_\w+|dependent_role_names|config_file|delegated_vars)$/;

/**
 * The task that gathers facts first: where the play says so, and where it says nothing but names a fact. Ansible gathers
 * always; here a play that names no fact saves the round trip. Null where none is wanted.
 */
export function gatheringTask(
  loader: Loader,
  play: { readonly value: unknown; readonly wanted: boolean | null },
  around: Around,
): PlaybookTask | null {
  if (!(play.wanted ?? namesFacts(play.value)) || !loader.modules.has('setup')) return null;
  const value = { name: 'Gathering Facts', setup: null };
  const task = parseTask(
    loader,
    { value, at: [] },
    { ...around, place: 'facts', when: [], tags: ['always'] },
  );
  return task;
}

/** Whether an expression or a template below the value names a fact. */
function namesFacts(value: unknown): boolean {
  if (typeof value === 'string')
    return (value.match(/\bansible_\w+/g) ?? []).some((name) => !NO_FACTS.test(name));
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(([key, inner]) => !key.startsWith('ansible_') && namesFacts(inner))
  );
}
