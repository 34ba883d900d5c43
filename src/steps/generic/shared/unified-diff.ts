const CONTEXT = 3;
/** Beyond so many differing lines, nobody reads them, and comparing them takes long. */
const MOST_LINES = 2000;

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** As `diff -u` writes it, without the two lines of file names. Empty where nothing differs. */
export function unifiedDiff(before: string, after: string): string {
  if (before === after) return '';
  const [old, wanted] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < Math.min(old.length, wanted.length) && old[head] === wanted[head]) head += 1;
  let tail = 0;
  while (
    tail < Math.min(old.length, wanted.length) - head &&
    old.at(-1 - tail) === wanted.at(-1 - tail)
  )
    tail += 1;
  const [gone, come] = [
    old.slice(head, old.length - tail),
    wanted.slice(head, wanted.length - tail),
  ];
  if (gone.length + come.length > MOST_LINES)
    return `(${String(gone.length)} lines go, ${String(come.length)} come: too many to show)`;
  const edits: readonly Edit[] = [
    ...old.slice(0, head).map((line) => ({ sign: ' ', line }) as const),
    ...middle(gone, come),
    ...old.slice(old.length - tail).map((line) => ({ sign: ' ', line }) as const),
  ];
  return hunks(edits).join('\n');
}

function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  return text.endsWith('\n')
    ? lines.slice(0, -1)
    : [...lines.slice(0, -1), `${lines.at(-1) ?? ''}\n\\ No newline at end of file`];
}

/** By the longest common subsequence: the tables are small, as equal ends are cut off. */
function middle(old: readonly string[], wanted: readonly string[]): readonly Edit[] {
  const longest = lengthsOf(old, wanted);
  const isNext = (row: number, column: number): boolean =>
    column >= wanted.length || longest(row + 1, column) >= longest(row, column + 1);
  const edits: Edit[] = [];
  for (let row = 0, column = 0; row < old.length || column < wanted.length;) {
    const [gone, come] = [old[row], wanted[column]];
    const isKept = gone !== undefined && gone === come;
    if (gone !== undefined && (isKept || isNext(row, column))) {
      edits.push({ sign: isKept ? ' ' : '-', line: gone });
      row += 1;
      if (isKept) column += 1;
    } else {
      edits.push({ sign: '+', line: come ?? '' });
      column += 1;
    }
  }
  return edits;
}

/** How many lines both have in common from there on, in this order. */
function lengthsOf(
  old: readonly string[],
  wanted: readonly string[],
): (row: number, column: number) => number {
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(wanted.length + 1));
  const at = (row: number, column: number): number => table[row]?.[column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = wanted.length - 1; column >= 0; column -= 1) {
      const isSame = old[row] === wanted[column];
      const length = isSame
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
      table[row]?.fill(length, column, column + 1);
    }
  return at;
}

function hunks(edits: readonly Edit[]): readonly string[] {
  const near = edits.map((_, index) =>
    edits.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  );
  const lines: string[] = [];
  let [oldLine, newLine] = [1, 1];
  for (const [index, { sign, line }] of edits.entries()) {
    if (near[index] === true) {
      if (near[index - 1] !== true) lines.push(header(edits, near, { index, oldLine, newLine }));
      lines.push(sign + line);
    }
    if (sign !== '+') oldLine += 1;
    if (sign !== '-') newLine += 1;
  }
  return lines;
}

function header(
  edits: readonly Edit[],
  near: readonly boolean[],
  { index, oldLine, newLine }: Readonly<Record<'index' | 'oldLine' | 'newLine', number>>,
): string {
  const end = near.indexOf(false, index);
  const own = edits.slice(index, end < 0 ? edits.length : end);
  const count = (other: Edit['sign']): number => own.filter(({ sign }) => sign !== other).length;
  return `@@ -${range(oldLine, count('+'))} +${range(newLine, count('-'))} @@`;
}

/** An empty range is named by the line before it. */
const range = (line: number, count: number): string =>
  count === 1 ? String(line) : `${String(count === 0 ? line - 1 : line)},${String(count)}`;
