/** `--tags` and `--skip-tags`. */
export interface TagChoice {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** Whether a task with these tags runs. Ansible's rules, with `always`, `never`, `all`, `tagged` and `untagged`. */
export function isTagChosen(tags: readonly string[], { only, skip }: TagChoice): boolean {
  const own = tags.length === 0 ? ['untagged'] : tags;
  return isWanted(own, only.length === 0 ? ['all'] : only) && !isSkipped(own, skip);
}

function isWanted(own: readonly string[], only: readonly string[]): boolean {
  if (own.includes('always') || own.some((tag) => only.includes(tag))) return true;
  if (own.includes('never')) return false;
  return only.includes('all') || (only.includes('tagged') && !own.includes('untagged'));
}

function isSkipped(own: readonly string[], skip: readonly string[]): boolean {
  if (skip.includes('all')) return !own.includes('always') || skip.includes('always');
  if (own.some((tag) => skip.includes(tag))) return true;
  return skip.includes('tagged') && !own.includes('untagged');
}
