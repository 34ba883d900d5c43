import { readdirSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { StemError } from '../../model/errors.ts';
import { addHost, type Draft } from '../../planning/inventory/draft.ts';
import { readHostList } from '../../planning/inventory/host-pattern.ts';
import { readListing } from '../../planning/inventory/listing.ts';
import { readIni } from '../../planning/inventory/parse-ini.ts';
import { LineProblem, located } from '../../planning/inventory/problem.ts';
import { readYamlInventory } from '../../planning/inventory/yaml-inventory.ts';
import { jsonTree } from '../../planning/yaml/json-tree.ts';
import { readTree } from '../yaml/read-tree.ts';
import { iniTextOf, readBytes, utf8Of } from './read-bytes.ts';
import { hasShebang, isScript, runScript } from './run-script.ts';
import type { Vault } from '../secrets/vault.ts';
import { openWith, plainText } from './vault.ts';

export interface Reading {
  readonly draft: Draft;
  readonly warn: (says: string) => void;
  readonly vault: Vault;
}

/** Reads a list of hosts with commas in it (`-i web1,web2`). */
export function readListSource({ draft }: Reading, list: string): void {
  for (const { names, port } of readHostList(list))
    for (const name of names)
      if (!draft.hosts.has(name)) addHost(draft, name, { group: 'ungrouped', port: port ?? 0 });
}

/** Reads a file or a folder of inventories into the draft. @throws StemError FILE_UNREADABLE, INVENTORY_INVALID */
export function readPathSource(reading: Reading, path: string): void {
  if (isFolder(path)) readFolder(reading, path, 0);
  else readFileSource(reading, path, true);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Ansible's rules: what it never takes for an inventory, wherever it lies in the folder. */
const IGNORED =
  /^\.|^(?:host_vars|group_vars|vars_plugins)$|(?:\.pyc|\.pyo|\.swp|\.bak|~|\.rpm|\.md|\.txt|\.rst|\.orig|\.ini|\.cfg|\.retry)$/;
const MOST_DEPTH = 20;

function readFolder(reading: Reading, folder: string, depth: number): void {
  const names = readdirSync(folder).toSorted((a, b) => (a < b ? -1 : 1));
  const wanted = depth > MOST_DEPTH ? [] : names.filter((name) => !IGNORED.test(name));
  for (const name of names)
    if (/^[^.].*\.ini$/.test(name))
      reading.warn(`${join(folder, name)} is left out: in a folder Ansible ignores .ini files`);
  if (wanted.length === 0)
    throw new StemError(`the folder ${folder} holds no inventory`, {
      code: 'INVENTORY_INVALID',
      hint: 'Name the file itself: `-i FILE`. In a folder .ini, .cfg, .txt and .md are left out.',
    });
  for (const name of wanted) {
    const path = join(folder, name);
    if (isFolder(path)) readFolder(reading, path, depth + 1);
    else readFileSource(reading, path, false);
  }
}

function readFileSource(reading: Reading, file: string, isNamed: boolean): void {
  const bytes = readBytes(file, 'the inventory');
  reading.draft.source = { file, folder: dirname(file) };
  if (isScript(file)) {
    if (isNamed) readScript(reading, file);
    else
      throw new StemError(`${file} is a program, and programs in a folder are not run`, {
        code: 'INVENTORY_INVALID',
        hint: 'Name it itself: `-i PROGRAM`. Or take its right to be executed: `chmod -x`.',
      });
  } else readText(reading, file, bytes);
  reading.draft.source = null;
}

function readScript(reading: Reading, file: string): void {
  const call = (args: readonly string[]): string =>
    located(() => utf8Of(runScript(file, args)), {
      file: `what ${file} ${args.join(' ')} prints`,
      text: '',
    });
  const text = call(['--list']);
  const from = { file: `what ${file} --list prints`, text };
  located(() => {
    readListing(
      {
        draft: reading.draft,
        warn: (says) => {
          reading.warn(`${file}: ${says}`);
        },
        openVault: openWith(reading.vault),
        varsOfHost: (name) => {
          const vars = call(['--host', name]);
          return vars.trim() === '' ? null : jsonTree(vars);
        },
      },
      jsonTree(text),
    );
  }, from);
}

const YAML_EXTENSIONS = ['', '.yml', '.yaml', '.json'];

/** As Ansible: by its name a file may be YAML; what is no YAML inventory is read as INI. */
function readText(reading: Reading, file: string, written: Buffer): void {
  const extension = extname(file);
  const bytes = located(() => opened(reading, written), { file, text: written.toString() });
  const text = bytes.toString();
  const problem = YAML_EXTENSIONS.includes(extension) ? tryYaml(reading, file, bytes) : null;
  if (problem === undefined) return;
  located(
    () => {
      try {
        readIniFile(reading, file, bytes);
      } catch (error) {
        if (!(error instanceof LineProblem)) throw error;
        const isMeantAsYaml = extension !== '' || /^\s*(?:---|[{[])|^[\w"'-]+:\s*$/m.test(text);
        const chosen = problem !== null && isMeantAsYaml ? problem : error;
        throw hasShebang(file) ? new LineProblem(chosen.message, RUNNABLE, chosen.line) : chosen;
      }
    },
    { file, text },
  );
  if (problem !== null && extension !== '')
    reading.warn(`${file} is no YAML inventory (${problem.message}): it is read as INI`);
}

/** An inventory that was encrypted as a whole: its lines mean what they mean in any other. */
function opened({ vault }: Reading, bytes: Buffer): Buffer {
  const { text, isSecret } = plainText(bytes.toString(), vault);
  return isSecret ? Buffer.from(text) : bytes;
}

const RUNNABLE = 'Make it executable, if it is a program: `chmod +x`.';

function readIniFile(reading: Reading, file: string, bytes: Buffer): void {
  readIni(reading.draft, iniTextOf(bytes), (says, line) => {
    reading.warn(`${file}:${String(line)}: ${says}`);
  });
}

/** Undefined where it was one. What was read before the problem stays, as in Ansible. */
function tryYaml(reading: Reading, file: string, bytes: Buffer): LineProblem | undefined {
  const warnings: string[] = [];
  try {
    const text = utf8Of(bytes);
    const warn = (says: string, line: number): void => {
      warnings.push(`${file}:${String(line)}: ${says}`);
    };
    const openVault = openWith(reading.vault);
    readYamlInventory({ draft: reading.draft, warn, openVault }, readTree(text));
  } catch (error) {
    if (error instanceof LineProblem) return error;
    throw error;
  }
  for (const warning of warnings) reading.warn(warning);
  return undefined;
}
