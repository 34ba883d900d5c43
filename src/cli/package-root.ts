import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The package's own folder, from `src/cli/` as well as from `dist/cli/`. */
const ROOT = new URL('../../', import.meta.url);

export const DEFAULT_PLAYBOOK = fileURLToPath(new URL('playbooks/migrate.yml', ROOT));

export function packageVersion(): string {
  const text = readFileSync(new URL('package.json', ROOT), 'utf8');
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}
