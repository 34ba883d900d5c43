import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { finishDraft, newDraft } from '../../planning/inventory/draft.ts';
import type { Inventory, VarsFolders } from '../../planning/inventory/inventory.ts';
import { located } from '../../planning/inventory/problem.ts';
import { nameWarnings } from '../../planning/inventory/warnings.ts';
import { CLOSED_VAULT, type Vault } from '../secrets/vault.ts';
import { readListSource, readPathSource } from './read-source.ts';
import { readVarsFolders } from './vars-folders.ts';

export interface InventoryQuery {
  /** Files, folders, or lists with a comma, in their order. */
  readonly sources: readonly string[];
  /** Where group_vars/ and host_vars/ beside a playbook lie. */
  readonly playFolder: string | null;
  /** Opens what is encrypted in them. */
  readonly vault?: Vault;
}

/** A list of hosts is no path. */
export const isHostList = (source: string): boolean => source.includes(',') && !existsSync(source);

/** `-i` as it is given, with an absolute path. */
export const absoluteSource = (named: string, cwd: string): string =>
  isHostList(resolve(cwd, named)) ? named : resolve(cwd, named);

/**
 * Reads inventories as ansible-core 2.14 does with `any_unparsed_is_failed`: INI, YAML, programs, folders of them, and the vars
 * in group_vars/ and host_vars/ beside them. @throws StemError FILE_UNREADABLE, INVENTORY_INVALID
 */
export function readSources({
  sources,
  playFolder,
  vault = CLOSED_VAULT,
}: InventoryQuery): Inventory {
  const draft = newDraft();
  const warnings = new Set<string>();
  const warn = (says: string): void => {
    warnings.add(says);
  };
  for (const source of sources)
    if (isHostList(source)) readListSource({ draft, warn, vault }, source);
    else readPathSource({ draft, warn, vault }, source);
  const from = { file: sources.join(' and '), text: '' };
  const inventory = located(() => finishDraft(draft, []), from);
  const names = { groups: [...inventory.groups.keys()], hosts: [...inventory.hosts.keys()] };
  const foldersIn = (folder: string): VarsFolders =>
    readVarsFolders(folder, names, { warn, vault });
  const besides = foldersOf(sources).map(foldersIn);
  const play = playFolder === null ? [] : [foldersIn(playFolder)];
  return {
    ...inventory,
    besides,
    play,
    warnings: [...warnings, ...nameWarnings(draft, from.file)],
  };
}

const foldersOf = (sources: readonly string[]): readonly string[] =>
  sources
    .filter((source) => !isHostList(source))
    .map((path) => (statSync(path).isDirectory() ? path : dirname(path)));
