import { fileMode, type FileMode } from './file-mode.ts';
import type { User } from './fact.ts';
import type { Json } from './json.ts';
import {
  content,
  flag,
  optional,
  Problem,
  readVars,
  type Reader,
  type Value,
  type Vars,
} from './params.ts';
import { Secret, type Content } from './secret.ts';

/** A file of the controller, as the loader found it. */
export interface LocalFile {
  readonly bytes: number;
  readonly sha256: string;
  /** Null where it is no text, or a long one. */
  readonly text: string | null;
}

/** Arguments of a module, and who acts: without a word from the playbook, root. */
export function readModule<T extends object>(
  vars: Vars,
  shape: { readonly [K in keyof T]: Reader<T[K]> },
): T & { readonly as: User } {
  const { stem_become: isRoot, ...params } = readVars<T & { stem_become: boolean }>(vars, {
    ...shape,
    stem_become: optional(ansibleFlag, true),
  } as {
    readonly [K in keyof (T & { stem_become: boolean })]: Reader<(T & { stem_become: boolean })[K]>;
  });
  return { ...(params as unknown as T), as: isRoot ? 'root' : 'login' };
}

/** The file that the loader read for `src`; null where it read none. */
export const localFile = ({ stem_file: file }: Vars): LocalFile | null =>
  isRecord(file) &&
  typeof file['bytes'] === 'number' &&
  typeof file['sha256'] === 'string' &&
  (typeof file['text'] === 'string' || file['text'] === null)
    ? { bytes: file['bytes'], sha256: file['sha256'], text: file['text'] }
    : null;

/** What `debug: var=…` shows: the loader has evaluated it. */
export const valueOfVar = ({ stem_value: value = 'VARIABLE IS NOT DEFINED!' }: Vars): Value =>
  value;

/** What `environment` of the playbook exports, as the loader wrote it: shell text. */
export function environmentOf({ stem_environment: value }: Vars): Content {
  const text = content(value ?? []);
  return text instanceof Problem ? [] : text;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Secret);

/** Ansible's booleans: also 1 and 0, y and n. */
export const ansibleFlag: Reader<boolean> = (value) => {
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  if (word === 1 || word === '1' || word === 'y' || word === 't') return true;
  return word === 0 || word === '0' || word === 'n' || word === 'f' ? false : flag(value);
};

/** A text. A number or a boolean becomes one, as Python writes it. */
export const word: Reader<string> = (value) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? plainText(value)
    : new Problem('a text');

const plainText = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);

/** A text with secrets in places. What is no text becomes JSON, as in Ansible's `copy`. */
export const anyContent: Reader<Content> = (value) => {
  if (value === undefined) return new Problem('a text');
  if (value instanceof Secret) return [value];
  if (isContent(value)) return value;
  return [typeof value === 'object' && value !== null ? jsonText(value) : plainText(value ?? '')];
};

/** Templating leaves a list of texts and secrets only where a secret is among them. */
const isContent = (value: Value): value is Content =>
  Array.isArray(value) && value.some((part) => part instanceof Secret);

/** As Python's json.dumps writes it, with blanks behind `,` and `:`. */
export function jsonText(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(jsonText).join(', ')}]`;
  const fields = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}: ${jsonText(each)}`,
  );
  return `{${fields.join(', ')}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

export const seconds: Reader<number> = (value) => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= 86_400
    ? number
    : new Problem('a number of seconds from 0 to 86400');
};

/** One of a few words; the first stands where none is given. */
export const oneOf =
  <T extends string>(...words: readonly [T, ...T[]]): Reader<T> =>
  (value) =>
    value === undefined
      ? words[0]
      : (words.find((each) => each === value) ??
        new Problem(`one of ${words.filter((each) => each !== '').join(', ')}`));

/** A path on the device, without a slash at its end. */
export const devicePath: Reader<string> = (value) =>
  typeof value === 'string' && /^\/[^\0]*$/.test(value)
    ? tidy(value)
    : new Problem('an absolute path on the device');

export const tidy = (path: string): string => {
  const short = path.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
  return short.replace(/\/\.(?=\/|$)/g, '') || '/';
};

export interface WantedAttributes {
  readonly mode: FileMode | null;
  readonly owner: string;
  readonly group: string;
}

/** What nearly every module with a file takes. */
export const ATTRIBUTES: { readonly [K in keyof WantedAttributes]: Reader<WantedAttributes[K]> } = {
  mode: optional<FileMode | null>(fileMode, null),
  owner: optional(word, ''),
  group: optional(word, ''),
};
