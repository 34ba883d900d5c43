import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { StemError } from '../model/errors.ts';
import { isLike } from '../planning/ssh-config/patterns.ts';
import { parseSshLines } from '../planning/ssh-config/parse-lines.ts';
import { inTurn, SshConfigProblem, type SshLine } from '../planning/ssh-config/ssh-line.ts';

export interface SshConfigPlaces {
  readonly home: string;
  /** For a relative name of `-F`. */
  readonly cwd: string;
  /** Of `--ssh-config`; `none` for no file at all, null for the usual ones. */
  readonly named: string | null;
}

const SYSTEM = '/etc/ssh/ssh_config';
const DEEPEST = 16;

/**
 * Reads ssh_config files, each once, with what they include. Null asks for those that ssh would take: the user's and the
 * system's. @throws StemError FILE_UNREADABLE
 */
export function sshConfigReader({
  home,
  cwd,
  named,
}: SshConfigPlaces): (file: string | null) => readonly SshLine[] {
  const known = new Map<string, readonly SshLine[]>();
  const user = join(home, '.ssh', 'config');
  const read = (file: string | null): readonly SshLine[] => {
    const chosen = file ?? named;
    if (chosen === 'none') return [];
    if (chosen !== null) {
      const path = resolve(cwd, chosen.replace(/^~(?=\/)/, home));
      return linesOf(path, { home, base: join(home, '.ssh'), depth: 0, isOwn: false });
    }
    return [
      inTurn([
        optional(user, { home, base: dirname(user), depth: 0, isOwn: true }),
        optional(SYSTEM, { home, base: dirname(SYSTEM), depth: 0, isOwn: false }),
      ]),
    ];
  };
  return (file) => {
    const key = file ?? '';
    const lines = known.get(key) ?? read(file);
    known.set(key, lines);
    return lines;
  };
}

interface Reading {
  readonly home: string;
  /** Where relative names of `Include` lie. */
  readonly base: string;
  readonly depth: number;
  /** A file that others may write could make us run any command. */
  readonly isOwn: boolean;
}

function optional(file: string, reading: Reading): readonly SshLine[] {
  try {
    return linesOf(file, reading);
  } catch (error) {
    if (error instanceof StemError && isMissing(error.cause)) return [];
    throw error;
  }
}

function linesOf(file: string, reading: Reading): readonly SshLine[] {
  const text = textOf(file);
  if (reading.isOwn) refuseForeign(file);
  try {
    return parseSshLines(text, file).map((line) => {
      if (line.keyword !== 'include') return line;
      if (reading.depth >= DEEPEST)
        throw new SshConfigProblem(`${line.place}: Include goes deeper than ${String(DEEPEST)}`);
      const files = line.words.flatMap((pattern) => matching(pattern, reading));
      const inner = { ...reading, depth: reading.depth + 1 };
      return { ...line, included: files.map((one) => optional(one, inner)) };
    });
  } catch (cause) {
    if (!(cause instanceof SshConfigProblem)) throw cause;
    throw new StemError(cause.message, {
      code: 'FILE_UNREADABLE',
      hint: 'Mend that line; `ssh -G HOST` says whether ssh understands it.',
    });
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StemError(`the ssh_config file ${file} can't be read`, {
      code: 'FILE_UNREADABLE',
      hint: 'Check its path and its rights.',
      cause,
    });
  }
}

const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

/** As ssh does. */
function refuseForeign(file: string): void {
  const { uid, mode } = statSync(file);
  const isOurs = uid === 0 || uid === process.getuid?.();
  if (isOurs && (mode & 0o022) === 0) return;
  throw new StemError(`others may write ${file}, and it can name commands that are run`, {
    code: 'FILE_UNREADABLE',
    hint: `Take the right away: chmod go-w ${file}`,
  });
}

/** The files of a pattern with `*`, `?` in any part of the path, by name, as glob(3) has them. */
function matching(pattern: string, { home, base }: Reading): readonly string[] {
  const named = pattern.replace(/^~(?=\/)/, home);
  const path = isAbsolute(named) ? named : join(base, named);
  return path.split('/').reduce<readonly string[]>(
    (found, part, index) => {
      if (index === 0) return found;
      if (!/[*?[]/.test(part)) return found.map((folder) => `${folder}/${part}`);
      return found.flatMap((folder) =>
        namesIn(folder)
          .filter((name) => isLike(name, part) && (part.startsWith('.') || !name.startsWith('.')))
          .map((name) => `${folder}/${name}`),
      );
    },
    [''],
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder === '' ? '/' : folder).sort();
  } catch {
    // A folder that is not there has no files.
    return [];
  }
}
