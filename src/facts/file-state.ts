import { tellFileState } from '../commands/file-state.ts';
import { sh } from '../model/command.ts';
import { StemError } from '../model/errors.ts';
import type { Fact, User } from '../model/fact.ts';

export type FileState = {
  readonly kind: 'absent' | 'file' | 'directory' | 'link' | 'other';
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly owner: string;
  readonly group: string;
  readonly size: number;
  readonly umask: number;
  /** Of a link. */
  readonly target: string;
  /** The topmost folder on the way that is missing, the path itself perhaps; else empty. */
  readonly missing: string;
  readonly sha1: string;
  readonly sha256: string;
  /** Null where it is no text, or a long one. */
  readonly text: string | null;
};

export interface Look {
  readonly path: string;
  readonly as: User;
  readonly follow?: boolean;
}

/** What lies at a path. Its text is in no journal. */
export const fileState = ({ path, as, follow = false }: Look): Fact<FileState> => ({
  name: `${follow ? 'file behind' : 'file'} ${path}`,
  command: tellFileState(path, follow),
  as,
  parse: ({ exitCode, stdout }) => {
    const lines = stdout.split('\n', HEAD);
    if (lines.length < HEAD || exitCode !== 0)
      throw new StemError(`${path} can't be looked at`, {
        code: 'FACT_UNREADABLE',
        hint: 'Look at its rights; `become: true` makes root look at it.',
      });
    const text = stdout.split('\n').slice(HEAD).join('\n');
    return parse(lines, text);
  },
  toKeep: (state) => ({ ...state, text: null }),
});

/** In the place of a file that nobody asked for. */
export const noFile: Fact<FileState | null> = {
  name: 'no file',
  command: sh('true'),
  as: 'login',
  parse: () => null,
};

/** Lines before the text. */
const HEAD = 9;

function parse(lines: readonly string[], text: string): FileState {
  const at = (index: number): string => lines[index] ?? '';
  const numbers = at(0).split(' ');
  const numberAt = (index: number): number => Number(numbers[index] ?? -1);
  const raw = at(0) === 'absent' ? 0 : Number.parseInt(at(0), 16);
  const size = Math.max(0, numberAt(3));
  return {
    ...{ kind: KINDS[raw & 0xf000] ?? 'other', mode: raw & 0o7777, path: at(4), size },
    ...{ uid: numberAt(1), gid: numberAt(2), owner: at(1), group: at(2) },
    ...{
      umask: Number.parseInt(at(3), 8),
      target: at(5),
      missing: at(6),
      sha1: at(7),
      sha256: at(8),
    },
    text: at(8) !== '' && isText(text, size) ? text : null,
  };
}

/** The type bits of stat(2). */
const KINDS: Readonly<Record<number, FileState['kind']>> = {
  0: 'absent',
  0x4000: 'directory',
  0x8000: 'file',
  0xa000: 'link',
};

/** What was no UTF-8 has a replacement character; what was too long did not come. */
const isText = (text: string, size: number): boolean =>
  !/[\0\uFFFD]/.test(text) && (size === 0 || text !== '');
