import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { ScalarTag } from 'yaml';
import { StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import { Secret } from '../../model/secret.ts';
import { located } from '../../planning/inventory/problem.ts';
import type { ControllerFile, ControllerFiles } from '../../planning/playbook/loader.ts';
import { parseAnsibleYaml } from '../ansible-yaml.ts';
import { plainText, secretVars } from '../inventory/vault.ts';
import { readText } from '../read-text.ts';
import { CLOSED_VAULT, type Vault } from '../secrets/vault.ts';

/** The files beside a playbook. Each is read once: what was checked is what is sent. */
export function playbookFiles(playbook: string, vault: Vault = CLOSED_VAULT): ControllerFiles {
  const folder = resolve(dirname(playbook));
  const found = new Map<string, ControllerFile>();
  return {
    folder,
    find: (kind, name) => {
      const key = `${kind} ${name}`;
      const file = found.get(key) ?? findFile(placesOf(folder, kind, name), name);
      found.set(key, file);
      return file;
    },
    readVars: (name) => readVars(isAbsolute(name) ? name : join(folder, name), vault),
  };
}

/** As Ansible looks: in the folder for such files first, then beside the playbook. */
const placesOf = (folder: string, kind: string, name: string): readonly string[] =>
  isAbsolute(name) ? [name] : [join(folder, kind, name), join(folder, name)];

function findFile(places: readonly string[], name: string): ControllerFile {
  for (const path of places) {
    const data = readOrNull(path);
    if (data !== null) return fileOf(path, data);
  }
  throw new StemError(`there is no file ${name}: looked for ${places.join(' and ')}`, {
    code: 'FILE_UNREADABLE',
    hint: 'Mend its name, or put it there.',
  });
}

/** Null where there is none. @throws StemError FILE_UNREADABLE where it is there and can't be read */
function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new StemError(
      code === 'EISDIR'
        ? `${path} is a folder: name each file, or send an archive`
        : `can't read ${path}: ${error instanceof Error ? error.message : String(error)}`,
      { code: 'FILE_UNREADABLE', hint: 'Name a file that you may read.', cause: error },
    );
  }
}

function fileOf(path: string, data: Buffer): ControllerFile {
  const text = data.toString('utf8');
  return {
    path,
    bytes: data.length,
    sha256: createHash('sha256').update(data).digest('hex'),
    text: Buffer.from(text, 'utf8').equals(data) ? text : null,
  };
}

/** A value of `!vault` becomes a secret. The line of its begin is not known here: the file is. */
export const vaultTag = (vault: Vault): ScalarTag => ({
  tag: '!vault',
  resolve: (envelope) => new Secret(vault.open(envelope, 1)),
});

/**
 * `!unsafe '{{ x }}'` is that very text: it is never read as a template. The same is said in Jinja's own words, so that it
 * holds wherever the text goes.
 */
export const UNSAFE_TAG: ScalarTag = {
  tag: '!unsafe',
  resolve: (text, onError) => {
    if (!/\{[{%#]/.test(text)) return text;
    if (text.includes('endraw')) onError('a text of !unsafe can not hold the word endraw');
    return `{% raw %}${text}{% endraw %}`;
  },
};

function readVars(file: string, vault: Vault): unknown {
  const written = readText(file, 'the vars file');
  const opened = located(() => plainText(written, vault), { file, text: written });
  const { document } = parseAnsibleYaml(opened.text, [vaultTag(vault), UNSAFE_TAG]);
  const [error] = document.errors;
  if (error !== undefined)
    throw new StemError(`${file}: ${error.message}`, {
      code: 'PLAYBOOK_INVALID',
      hint: 'Mend the YAML.',
      cause: error,
    });
  const vars: unknown = document.toJS();
  return opened.isSecret && isRecord(vars) ? secretVars(vars) : vars;
}

const isRecord = (value: unknown): value is Vars =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
