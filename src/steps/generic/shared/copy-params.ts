import { StemError } from '../../../model/errors.ts';
import {
  ansibleFlag,
  anyContent,
  ATTRIBUTES,
  devicePath,
  localFile,
  readModule,
  tidy,
  word,
} from '../../../model/module-params.ts';
import { optional, path, type Reader, type Vars } from '../../../model/params.ts';
import type { Content } from '../../../model/secret.ts';
import type { ModuleArguments } from '../../../model/step.ts';
import { nameOf, type Put } from './put.ts';
import { splitWords } from './words.ts';

export interface Copy extends Put {
  /** Without a slash at its end. */
  readonly dest: string;
  /** It had one: it is a folder, made where it is missing. */
  readonly isFolder: boolean;
  /** What the file is called in a folder; empty where only `dest` can say it. */
  readonly name: string;
  readonly source:
    | { readonly kind: 'content'; readonly content: Content }
    | {
        readonly kind: 'local';
        readonly from: string;
        readonly bytes: number;
        readonly sha256: string;
      }
    | { readonly kind: 'remote'; readonly path: string };
  readonly force: boolean;
  readonly follow: boolean;
}

const NO_SELINUX = 'take it out, SELinux labels are not supported';
const OUR_OWN = 'take it out, every file is written whole or not at all';
const COMMON = [
  ...['dest', 'mode', 'owner', 'group', 'backup', 'force', 'validate', 'follow'],
] as const;

/** What no module of ours with a file takes. */
export const NOT_FOR_FILES: Readonly<Record<string, string>> = {
  attributes: 'take it out, and write `command: chattr …`',
  attr: 'take it out, and write `command: chattr …`',
  selevel: NO_SELINUX,
  serole: NO_SELINUX,
  setype: NO_SELINUX,
  seuser: NO_SELINUX,
  unsafe_writes: OUR_OWN,
};

export const COPY_ARGUMENTS: ModuleArguments = {
  known: [...COMMON, 'src', 'content', 'remote_src'],
  instead: {
    ...NOT_FOR_FILES,
    checksum: 'take it out, every file is compared with its sha256',
    decrypt: 'take it out, an encrypted file is decrypted',
    directory_mode: 'make the folders before with `file: state=directory`',
    local_follow: 'take it out, a link here is followed',
  },
};

export const TEMPLATE_ARGUMENTS: ModuleArguments = {
  known: [
    ...[...COMMON, 'src', 'newline_sequence', 'trim_blocks', 'lstrip_blocks'],
    ...['block_start_string', 'block_end_string', 'variable_start_string', 'variable_end_string'],
  ],
  instead: {
    ...NOT_FOR_FILES,
    output_encoding: 'take it out, a template is UTF-8',
    content: 'write `copy:` with `content:`, or `template:` with `src:`',
  },
};

/** @throws StemError VARS_INVALID */
export function copyParams(vars: Vars, readContent: Reader<Content> = anyContent): Copy {
  const {
    src,
    content,
    dest: given,
    remote_src: isRemote,
    validate,
    ...params
  } = readModule<Given>(vars, {
    ...ATTRIBUTES,
    dest: path,
    src: optional(word, ''),
    content: optional<Content | null>(readContent, null),
    remote_src: optional(ansibleFlag, false),
    backup: optional(ansibleFlag, false),
    force: optional(ansibleFlag, true),
    follow: optional(ansibleFlag, false),
    validate: optional(word, ''),
  });
  return {
    ...params,
    dest: tidy(given),
    isFolder: given.endsWith('/') && src !== '',
    makesFolders: given.endsWith('/') && src !== '',
    name: src === '' ? '' : nameOf(src),
    source: sourceOf(vars, { src, content, isRemote }),
    validate: validateWords(validate),
  };
}

type Given = Pick<Copy, 'mode' | 'owner' | 'group' | 'backup' | 'force' | 'follow' | 'dest'> & {
  readonly src: string;
  readonly content: Content | null;
  readonly remote_src: boolean;
  readonly validate: string;
};

const LONGEST_INLINE = 65_536;

function sourceOf(
  vars: Vars,
  { src, content, isRemote }: { src: string; content: Content | null; isRemote: boolean },
): Copy['source'] {
  if (content !== null) return { kind: 'content', content };
  if (src === '') throw invalid('copy needs `src` or `content`');
  if (isRemote) {
    const from = devicePath(src);
    if (typeof from === 'string') return { kind: 'remote', path: from };
    throw invalid(`src must be ${from.expected}`);
  }
  const file = localFile(vars);
  if (file === null) throw invalid(`${src} can't be read here`);
  return file.text !== null && file.bytes <= LONGEST_INLINE
    ? { kind: 'content', content: [file.text] }
    : { kind: 'local', from: src, bytes: file.bytes, sha256: file.sha256 };
}

/** @throws StemError VARS_INVALID */
export function validateWords(text: string): readonly string[] {
  if (text === '') return [];
  const words = splitWords(text);
  if (words === null) throw invalid('validate has an open quote');
  if (text.includes('%s')) return words;
  throw invalid('validate must contain %s, which stands for the new file');
}

export const invalid = (message: string): StemError =>
  new StemError(message, {
    code: 'VARS_INVALID',
    hint: 'Mend the arguments of the task.',
  });
