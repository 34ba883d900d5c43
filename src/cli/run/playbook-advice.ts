import { dirname } from 'node:path';
import { hasCode } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import { adviceOn, type HostNames } from '../../planning/playbook/advice.ts';
import type { YamlPath } from '../../planning/playbook/reading.ts';
import { hostVars } from '../../planning/inventory/host-vars.ts';
import type { Inventory } from '../../planning/inventory/inventory.ts';
import { namesIn } from '../../templating/names.ts';
import type { App } from '../app.ts';
import { readInventory, selectIn } from '../targets.ts';
import { openPlaybook, type OpenPlaybook } from './playbook-file.ts';

export interface Advised {
  /** As it is named in what is told. */
  readonly from: string;
  readonly file: string;
  /** `-i`; none where nobody names one. */
  readonly sources: readonly string[];
  readonly extraVars: Vars;
}

/** `p.yml:3:5: warning: …`: what is odd about a playbook that can be read. @throws StemError of the inventory */
export function playbookAdvice(advised: Advised, app: App): readonly string[] {
  const { from, file, sources, extraVars } = advised;
  const open = openPlaybook(file, app);
  const inventory =
    sources.length === 0 ? null : readInventory({ sources, playFolder: dirname(file) }, app);
  const advice = adviceOn(open.data, {
    namesIn,
    known: [...Object.keys(extraVars), ...varsInFiles(open)],
    otherTexts: templatesOf(open),
    hosts: inventory === null ? null : (pattern) => hostsOf(inventory, pattern, app),
  });
  return advice.map(({ path, says }) => `${placeOf(path, from, open)}: warning: ${says}`);
}

/** A pattern that matches nobody is told by whoever runs it. */
function hostsOf(inventory: Inventory, pattern: string, app: App): readonly HostNames[] {
  try {
    return selectIn(inventory, [pattern], app).map((host) => {
      const vars = hostVars(inventory, host);
      return { host, has: (name) => Object.hasOwn(vars, name) };
    });
  } catch (error) {
    if (hasCode(error, 'NO_HOSTS', 'PATTERN_INVALID')) return [];
    throw error;
  }
}

function placeOf(path: YamlPath, from: string, { lineOf }: OpenPlaybook): string {
  for (let length = path.length; length >= 0; length -= 1) {
    const place = lineOf(path.slice(0, length));
    if (place !== undefined) return `${from}:${String(place.line)}:${String(place.column)}`;
  }
  return from;
}

/** The names in `vars_files`. The playbook has been read: they are there. */
const varsInFiles = ({ data, files }: OpenPlaybook): readonly string[] =>
  valuesAt(data, ['vars_files']).flatMap((name) => {
    const vars = files.readVars(name);
    return typeof vars === 'object' && vars !== null ? Object.keys(vars) : [];
  });

/** What templates and scripts hold: a result may be read there alone. */
const templatesOf = ({ data, files }: OpenPlaybook): readonly string[] =>
  valuesAt(data, ['template', 'ansible.builtin.template']).flatMap((name) => {
    try {
      return files.find('templates', name).text ?? [];
    } catch (error) {
      if (hasCode(error, 'FILE_UNREADABLE')) return [];
      throw error;
    }
  });

/** Texts at one of the keys, in a list there, or at `src` below it. */
function valuesAt(value: unknown, keys: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesAt(each, keys));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]: [string, unknown]): readonly string[] => {
    if (!keys.includes(key)) return valuesAt(each, keys);
    const inner = typeof each === 'object' && each !== null && 'src' in each ? each.src : each;
    return [inner].flat().filter((text) => typeof text === 'string');
  });
}
