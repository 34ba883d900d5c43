import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Vars } from '../../model/params.ts';
import { merged } from '../../planning/inventory/host-vars.ts';
import type { VarsFolders } from '../../planning/inventory/inventory.ts';
import { located } from '../../planning/inventory/problem.ts';
import { varsOf } from '../../planning/inventory/yaml-vars.ts';
import { readTree } from '../yaml/read-tree.ts';
import { readBytes, utf8Of } from './read-bytes.ts';
import type { Vault } from '../secrets/vault.ts';
import { openWith, plainText, secretVars } from './vault.ts';

/** In the order in which they are looked for: the first that is there is the one. */
const EXTENSIONS = ['', '.yml', '.yaml', '.json'];
const MOST_DEPTH = 20;

interface Names {
  readonly groups: Iterable<string>;
  readonly hosts: Iterable<string>;
}

export interface VarsReading {
  readonly warn: (says: string) => void;
  readonly vault: Vault;
}

/** Reads group_vars/ and host_vars/ in a folder. Files that no group or host is called by are not opened. @throws StemError INVENTORY_INVALID */
export const readVarsFolders = (
  folder: string,
  { groups, hosts }: Names,
  reading: VarsReading,
): VarsFolders => ({
  groups: readFolder(join(folder, 'group_vars'), groups, reading),
  hosts: readFolder(join(folder, 'host_vars'), hosts, reading),
});

function readFolder(
  folder: string,
  names: Iterable<string>,
  reading: VarsReading,
): ReadonlyMap<string, Vars> {
  const found = new Map<string, Vars>();
  if (!existsSync(folder)) return found;
  if (!isFolder(folder)) {
    reading.warn(`${folder} is no folder: it is left out`);
    return found;
  }
  const present = new Set(readdirSync(folder));
  for (const name of names) {
    const files = filesOf(folder, name, present);
    if (files.length > 0) found.set(name, merged(files.map((file) => readFile(file, reading))));
  }
  return found;
}

/** A name with a slash in it may lie in a folder further down, but never outside of this one. */
function filesOf(folder: string, name: string, present: ReadonlySet<string>): readonly string[] {
  if (name.split('/').some((part) => part === '' || part === '.' || part === '..')) return [];
  const isThere = (file: string): boolean =>
    file.includes('/') ? existsSync(join(folder, file)) : present.has(file);
  const extension = EXTENSIONS.find(
    (each) => isThere(`${name}${each}`) && existsSync(join(folder, `${name}${each}`)),
  );
  if (extension === undefined) return [];
  const path = join(folder, `${name}${extension}`);
  return isFolder(path) ? filesIn(path, 0) : [path];
}

/** Sorted, without hidden files and backups; folders within belong to it. */
function filesIn(folder: string, depth: number): readonly string[] {
  if (depth > MOST_DEPTH) return [];
  return readdirSync(folder)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .filter((name) => !name.startsWith('.') && !name.endsWith('~'))
    .flatMap((name) => {
      const path = join(folder, name);
      const extension = extname(name);
      if (!existsSync(path)) return [];
      if (isFolder(path)) return extension === '' ? filesIn(path, depth + 1) : [];
      return EXTENSIONS.includes(extension) ? [path] : [];
    });
}

const isFolder = (path: string): boolean => statSync(path).isDirectory();

/** Reads one file of vars, encrypted or not. @throws StemError FILE_UNREADABLE, INVENTORY_INVALID */
function readFile(file: string, { warn, vault }: VarsReading): Vars {
  const bytes = readBytes(file, 'the file of vars');
  return located(
    () => {
      const { text, isSecret } = plainText(utf8Of(bytes), vault);
      const vars = varsOf(readTree(text), {
        // A warning shows a value, so there is none where all of them are secret.
        warn: (says, line) => {
          if (!isSecret) warn(`${file}:${String(line)}: ${says}`);
        },
        openVault: openWith(vault),
      });
      return isSecret ? secretVars(vars) : vars;
    },
    { file, text: bytes.toString() },
  );
}
