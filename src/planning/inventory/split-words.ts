import { LineProblem } from './problem.ts';

/** `cut` is the rest of a word behind a `#` in its middle, which is a comment to Ansible. */
export interface Words {
  readonly words: readonly string[];
  readonly cut: string | null;
}

interface Reader {
  readonly line: string;
  at: number;
  /** Null between words: `""` is a word as well. */
  word: string | null;
}

/** Splits a host line as Python's `shlex.split(line, comments=True)` does. @throws LineProblem */
export function splitWords(line: string): Words {
  const reader: Reader = { line, at: 0, word: null };
  const words: string[] = [];
  while (reader.at < line.length) {
    const char = line.charAt(reader.at);
    if (char === '#')
      return {
        words: withWord(words, reader),
        cut: reader.word === null ? null : line.slice(reader.at),
      };
    reader.at += 1;
    if (/[ \t\r\n]/.test(char)) {
      words.push(...takeWord(reader));
      continue;
    }
    readChar(reader, char);
  }
  return { words: withWord(words, reader), cut: null };
}

function readChar(reader: Reader, char: string): void {
  reader.word ??= '';
  if (char === "'" || char === '"') readQuoted(reader, char);
  else if (char === '\\') reader.word += escaped(reader);
  else reader.word += char;
}

/** Within double quotes a backslash escapes only itself and the quote; within single ones nothing. */
function readQuoted(reader: Reader, quote: string): void {
  for (;;) {
    const char = reader.line.charAt(reader.at);
    if (char === '')
      throw new LineProblem(`a ${quote} is not closed`, 'Close the quotes, or quote the quote.');
    reader.at += 1;
    if (char === quote) return;
    if (char === '\\' && quote === '"') {
      const next = escaped(reader);
      reader.word = `${reader.word ?? ''}${next === '"' || next === '\\' ? '' : '\\'}${next}`;
    } else reader.word = `${reader.word ?? ''}${char}`;
  }
}

function escaped(reader: Reader): string {
  const char = reader.line.charAt(reader.at);
  if (char === '')
    throw new LineProblem('it ends in a backslash', 'Write the whole entry on one line.');
  reader.at += 1;
  return char;
}

const withWord = (words: readonly string[], { word }: Reader): readonly string[] =>
  word === null ? words : [...words, word];

function takeWord(reader: Reader): readonly string[] {
  const { word } = reader;
  reader.word = null;
  return word === null ? [] : [word];
}
