import { dirname, resolve } from 'node:path';
import { StemError } from '../../model/errors.ts';
import type { VolumeItem } from '../../model/backup-volumes.ts';
import { itemsOf, type Value, type Vars } from '../../model/params.ts';
import { readVolumes, type ReleaseVolumes } from '../../planning/volumes/backup-volumes.ts';
import { restoredBy, whyNever, type Preloaded } from '../../planning/volumes/restored-by.ts';
import { names } from '../../report/words.ts';
import { createTemplating } from '../../templating/templating.ts';
import { readText } from '../read-text.ts';
import type { Target } from '../targets.ts';
import { yamlValue } from '../yaml/yaml-value.ts';

/**
 * Reads the volumes that each host's backup is for, and gives the host the items of them. What is wrong with any of them is
 * told at once. @throws StemError INVENTORY_INVALID
 */
export function withBackupVolumes(
  targets: readonly Target[],
  inventory: readonly string[],
): readonly Target[] {
  const templating = createTemplating();
  const problems = new Map<string, string[]>();
  const given = targets.map((target): Target => {
    const { vars } = target;
    const written = vars['stem_backup_volumes'];
    if (written === undefined || written === '') return target;
    const render = (value: Value): Value => templating.render(value, vars);
    const { items, found } = itemsFor(vars, render, inventory);
    const { more, problem } =
      found.length === 0 ? whoRestores(items, vars, render) : { more: {}, problem: [] };
    for (const each of [...found, ...problem])
      problems.set(each, [...(problems.get(each) ?? []), target.host.name]);
    return { ...target, vars: { ...vars, backup_volumes: items, ...more } };
  });
  if (problems.size === 0) return given;
  throw new StemError(
    [...problems].map(([problem, who]) => `backup of ${names(who)}: ${problem}`).join('\n'),
    { code: 'INVENTORY_INVALID', hint: 'Mend stem_backup_volumes of these hosts.' },
  );
}

/** What a real supervisor does with a preloaded app and a backup, as a line for people; all hosts in one. */
export function preloadWarnings(targets: readonly Target[]): readonly string[] {
  const those = targets.filter(
    ({ vars }) =>
      'backup_volumes' in vars && 'os_volumes' in vars && !('backup_volumes_app' in vars),
  );
  return those.length === 0
    ? []
    : [
        `${names(those.map(({ host }) => host.name))}: the bundle preloads an app, which the supervisor starts with empty volumes before it restores stem_backup_volumes; see the operator's guide, "data for its volumes"`,
      ];
}

interface WhoRestores {
  readonly more: Vars;
  readonly problem: readonly string[];
}

/** The app whose volumes we fill ourselves, or why the supervisor has to. */
function whoRestores(
  items: readonly VolumeItem[],
  vars: Vars,
  render: (value: Value) => Value,
): WhoRestores {
  const choice = render(vars['stem_restore_volumes'] ?? 'auto');
  if (choice !== 'auto' && choice !== 'before-boot' && choice !== 'supervisor')
    return { more: {}, problem: ['stem_restore_volumes must be auto, before-boot or supervisor'] };
  const preloaded = preloadedIn(vars);
  if (choice === 'supervisor') return bySupervisor(preloaded);
  const wanted = [...new Set(items.map(({ volume }) => volume))];
  const found = restoredBy(wanted, preloaded, choice === 'before-boot');
  if (found.by === 'stem-remote') return { more: { backup_volumes_app: found.app }, problem: [] };
  // What is not preloaded has to be fetched first: the supervisor has the time to restore.
  if (choice === 'auto' && preloaded.volumes === null) return bySupervisor(preloaded);
  return { more: {}, problem: [cantFill(choice, found.because)] };
}

function bySupervisor({ supervisor }: Preloaded): WhoRestores {
  const never = whyNever(supervisor);
  return {
    more: {},
    problem: never === null ? [] : [never],
  };
}

const cantFill = (choice: 'auto' | 'before-boot', why: string): string =>
  choice === 'before-boot'
    ? `stem_restore_volumes is before-boot, and the volumes can't be filled before the first boot: ${why}`
    : `the bundle preloads an app, which a supervisor starts with empty volumes before it restores them, and they can't be filled before: ${why}. stem_restore_volumes=supervisor has it try all the same`;

function preloadedIn(vars: Vars): Preloaded {
  const number = (value: Value | undefined): number | null =>
    typeof value === 'number' && value > 0 ? value : null;
  const { os_volumes: volumes, os_supervisor: supervisor } = vars;
  return {
    volumes: Array.isArray(volumes) ? volumes.map(String) : null,
    app: number(vars['os_app']),
    supervisor: typeof supervisor === 'string' ? supervisor : '',
    fleet: number(vars['config_application']),
  };
}

function itemsFor(
  vars: Vars,
  render: (value: Value) => Value,
  inventory: readonly string[],
): { readonly items: readonly VolumeItem[]; readonly found: readonly string[] } {
  try {
    if (vars['os_layout'] !== 'balena')
      return { items: [], found: ['stem_backup_volumes is for a bundle of layout balena'] };
    const value = render(vars['stem_backup_volumes'] ?? null);
    const list = typeof value === 'string' ? inFile(value, vars, inventory) : value;
    const { items, problems } = readVolumes(list, releaseOf(vars, render));
    return { items, found: problems };
  } catch (error) {
    if (!(error instanceof StemError)) throw error;
    return { items: [], found: [error.message] };
  }
}

/** The file of balena-migrate as it is, relative to the inventory. */
function inFile(named: string, vars: Vars, inventory: readonly string[]): unknown {
  const folder = vars['inventory_dir'];
  const file = resolve(typeof folder === 'string' ? folder : dirname(inventory[0] ?? '.'), named);
  return yamlValue(readText(file, 'the list of volumes'), file, { code: 'INVENTORY_INVALID' });
}

/** The operator's word first: the fleet may get another release than the image brings. Null where nobody says it. */
function releaseOf(vars: Vars, render: (value: Value) => Value): ReleaseVolumes | null {
  const said = namesIn(render(vars['stem_volumes'] ?? null));
  if (said !== null) return { names: said, from: 'stem_volumes' };
  const preloaded = vars['os_volumes'];
  return Array.isArray(preloaded)
    ? { names: preloaded.map(String), from: 'the app that the bundle preloads' }
    : null;
}

function namesIn(value: Value): readonly string[] | null {
  const isName = (item: unknown): item is string => typeof item === 'string' && item !== '';
  const found = itemsOf(value)?.filter(isName) ?? [];
  return found.length === 0 ? null : found;
}
