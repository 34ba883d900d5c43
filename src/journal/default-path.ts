import { join } from 'node:path';

/** Where the journal lies unless the operator says otherwise: `$STEM_JOURNAL`, or below XDG's state directory. */
export function journalPath(env: Readonly<NodeJS.ProcessEnv>, home: string): string {
  const named = env['STEM_JOURNAL'] ?? '';
  if (named !== '') return named;
  const state = env['XDG_STATE_HOME'] ?? '';
  // XDG: a relative path is invalid and counts as unset.
  const base = state.startsWith('/') ? state : join(home, '.local', 'state');
  return join(base, 'stem-remote', 'journal.db');
}
