import { Problem, type Reader } from './params.ts';

/** A mode as given: a number, or chmod's symbols, which build on what the file has. */
export type FileMode = number | string;

const CLAUSE = /^([ugoa]*)((?:[-+=](?:[rwxXst]+|[ugo])?)+)$/;

/** Ansible's `mode`: 420 (which YAML makes of 0644), '0644' or `u=rw,g=r,o=`. */
export const fileMode: Reader<FileMode> = (value) => {
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 && value <= 0o7777 ? value : new Problem(EXPECTED);
  const text = typeof value === 'string' ? value.trim() : '';
  if (/^(?:0o?)?[0-7]{1,4}$/.test(text)) return Number.parseInt(text.replace('o', ''), 8);
  return text !== '' && text.split(',').every((clause) => CLAUSE.test(clause))
    ? text
    : new Problem(EXPECTED);
};

const EXPECTED = "a mode like '0644' or u=rw,g=r,o=r";

interface Given {
  /** What the file has now, or gets where it is new. */
  readonly current: number;
  readonly isDirectory: boolean;
  readonly umask: number;
}

/** The mode that a file gets. */
export function resolveMode(mode: FileMode, given: Given): number {
  if (typeof mode === 'number') return mode;
  return mode
    .split(',')
    .reduce((current, clause) => applyClause(clause, { ...given, current }), given.current);
}

function applyClause(clause: string, given: Given): number {
  const [, who = '', actions = ''] = CLAUSE.exec(clause) ?? [];
  return [...actions.matchAll(/([-+=])([rwxXst]+|[ugo])?/g)].reduce(
    (current, [, operator = '', letters = '']) =>
      changed(operator, { who, letters }, { ...given, current }),
    given.current,
  );
}

const SHIFT = { u: 6, g: 3, o: 0 } as const;
const SPECIAL = { u: 0o4000, g: 0o2000, o: 0 } as const;
type Class = keyof typeof SHIFT;

function changed(
  operator: string,
  { who, letters }: { readonly who: string; readonly letters: string },
  given: Given,
): number {
  const classes: readonly Class[] =
    who === '' || who.includes('a')
      ? ['u', 'g', 'o']
      : (['u', 'g', 'o'] as const).filter((each) => who.includes(each));
  // Without a class, what the umask forbids stays as it is.
  const allowed = who === '' ? ~given.umask : ~0;
  let bits = 0;
  let all = 0;
  for (const each of classes) {
    bits |= permissions(letters, given) << SHIFT[each];
    if (letters.includes('s')) bits |= SPECIAL[each];
    all |= (0o7 << SHIFT[each]) | (given.isDirectory ? 0 : SPECIAL[each]);
  }
  if (letters.includes('t')) bits |= 0o1000;
  bits &= allowed;
  if (operator === '+') return given.current | bits;
  return operator === '-' ? given.current & ~bits : (given.current & ~all) | bits;
}

function permissions(letters: string, { current, isDirectory }: Given): number {
  if (letters === 'u' || letters === 'g' || letters === 'o')
    return (current >> SHIFT[letters]) & 0o7;
  const isExecutable = isDirectory || (current & 0o111) !== 0;
  return (
    (letters.includes('r') ? 4 : 0) |
    (letters.includes('w') ? 2 : 0) |
    (letters.includes('x') || (letters.includes('X') && isExecutable) ? 1 : 0)
  );
}

/** As Ansible writes it: four digits. */
export const modeText = (mode: number): string => mode.toString(8).padStart(4, '0');
