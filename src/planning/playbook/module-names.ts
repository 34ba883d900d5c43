import type { Step } from '../../model/step.ts';
import { nearest } from '../nearest.ts';
import { MODULE_INSTEAD } from './instead.ts';

const PREFIX = 'generic/';

/** `generic/wait-for` is the module `wait_for`. */
export const modulesOf = (steps: ReadonlyMap<string, Step>): ReadonlyMap<string, Step> =>
  new Map(
    [...steps]
      .filter(([id]) => id.startsWith(PREFIX))
      .map(([id, step]) => [id.slice(PREFIX.length).replaceAll('-', '_'), step]),
  );

/** `ansible.builtin.copy` is `copy`. */
export const shortName = (name: string): string =>
  name.replace(/^ansible\.(?:builtin|legacy)\./, '');

/** `staging/swap-off` is `stem.staging.swap_off` in a playbook. */
export const stepKey = (id: string): string =>
  `stem.${id.replaceAll('/', '.').replaceAll('-', '_')}`;

/** Why a key is neither a key of a task nor a module: a sentence without its end, or null where it may be a typo. */
export function unknownModule(key: string, modules: Iterable<string>): string | null {
  const name = shortName(key);
  const instead = Object.hasOwn(MODULE_INSTEAD, name) ? MODULE_INSTEAD[name] : undefined;
  if (instead !== undefined) return `there is no module ${name} here: ${instead}`;
  if (key.startsWith('ansible.')) return `there is no module ${key} here${nearest(name, modules)}`;
  return key.includes('.')
    ? `there is no module ${key} here: write \`shell:\` or \`command:\`, which need no Python`
    : null;
}
