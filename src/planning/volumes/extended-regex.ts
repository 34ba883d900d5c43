/** GNU's own `\w`, `\s` and `\b` mean the same as Rust's. */
const OUTSIDE: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  ...Object.fromEntries(['w', 'W', 's', 'S', 'b', 'B'].map((letter) => [letter, `\\${letter}`])),
};
const INSIDE: Readonly<Record<string, string>> = { d: '0-9', w: '[:alnum:]_', s: '[:space:]' };

type Piece = readonly [pattern: RegExp, means: (found: RegExpExecArray) => string | null];

/** What a filter is made of, the first that fits. Null: grep has no word for it. */
const PIECES: readonly Piece[] = [
  [
    /\\(.)/y,
    ([, letter = '']) => OUTSIDE[letter] ?? (/[\w\s]/.test(letter) ? null : `\\${letter}`),
  ],
  [/\[(\^?)((?:\\.|[^\\[\]])+)\]/y, ([, not = '', body = '']) => bracket(not, body)],
  // A group that is not numbered groups all the same.
  [/\(\?:/y, () => '('],
  [/\(\?|[*+?}][*+?]|\p{Cc}/uy, () => null],
  [/[^\\[]/y, ([char]) => char],
];

/**
 * A filter of balena-migrate, which is a regular expression of Rust's, in the words of `grep -E` on the old system. Null where
 * it has no such words: a guess would leave files behind.
 */
export function extendedRegex(filter: string): string | null {
  let out = '';
  for (let at = 0; at < filter.length;) {
    const [length, piece] = pieceAt(filter, at);
    if (piece === null) return null;
    out += piece;
    at += length;
  }
  return isExpression(filter) ? out : null;
}

function pieceAt(filter: string, at: number): readonly [length: number, piece: string | null] {
  for (const [pattern, means] of PIECES) {
    pattern.lastIndex = at;
    const found = pattern.exec(filter);
    if (found !== null) return [found[0].length, means(found)];
  }
  return [1, null];
}

/** In brackets of grep a backslash is itself, and a hyphen that is meant stands at the end. `&&`, `--` and `~~` are Rust's own. */
function bracket(not: string, body: string): string | null {
  let out = '';
  let hyphen = '';
  for (const [, letter, operator, char] of body.matchAll(/\\(.)|(&&|--|~~)|(.)/gs)) {
    if (operator !== undefined) return null;
    if (letter === '-') hyphen = '-';
    else if (letter === undefined) out += char ?? '';
    else if (INSIDE[letter] !== undefined) out += INSIDE[letter];
    else if (/[\w\s\]^[]/.test(letter)) return null;
    else out += letter;
  }
  return `[${not}${out}${hyphen}]`;
}

/** Whether it can be read at all: on that all of them agree, but for what may be escaped. */
function isExpression(filter: string): boolean {
  try {
    return RegExp(filter.replace(/\\[^\w\s]/g, 'x'), 'u').source !== '';
  } catch {
    return false;
  }
}
