/** How words are told apart: by blanks outside of quotes of both kinds, with escapes. */
export interface WordRules {
  /** Whether a backslash makes the next character (empty at the end) an ordinary one. */
  readonly isEscape: (next: string, quote: string) => boolean;
  readonly hasComments: boolean;
}

/** As Python's `shlex.split`, by which Ansible reads its ssh arguments. */
export const SHELL: WordRules = {
  isEscape: (next, quote) => quote === '' || (quote === '"' && /["\\]/.test(next)),
  hasComments: false,
};

/** Null where a quote is not closed, or where an escape has nothing behind it. */
export function splitWords(text: string, rules: WordRules): readonly string[] | null {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    if (rules.hasComments && text.charAt(at) === '#') break;
    const word = wordAt(text, at, rules);
    if (word === null) return null;
    words.push(word.value);
    at = word.end;
  }
  return words;
}

function wordAt(
  text: string,
  start: number,
  { isEscape }: WordRules,
): { readonly value: string; readonly end: number } | null {
  let value = '';
  let quote = '';
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\' && isEscape(text.charAt(at + 1), quote)) {
      if (at + 1 === text.length) return null;
      at += 1;
      value += text.charAt(at);
    } else if (quote === '' && /\s/.test(char)) {
      return { value, end: at };
    } else {
      const next = quoteAfter(char, quote);
      if (next === quote) value += char;
      quote = next;
    }
  }
  return quote === '' ? { value, end: text.length } : null;
}

/** The quote that is open behind a character; the same one where the character is none that counts. */
function quoteAfter(char: string, quote: string): string {
  if (quote === '') return char === '"' || char === "'" ? char : '';
  return char === quote ? '' : quote;
}
