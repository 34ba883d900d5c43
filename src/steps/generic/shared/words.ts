/** A text as a shell takes it apart: quotes and backslashes, nothing else. Null where a quote is open. */
export function splitWords(text: string): readonly string[] | null {
  const words: string[] = [];
  const part = /\s+|'[^']*'|"(?:[^"\\]|\\[^])*"|\\[^]|[^\s'"\\]+/gy;
  let word: string | null = null;
  while (part.lastIndex < text.length) {
    const piece = part.exec(text)?.[0];
    if (piece === undefined) return null;
    if (piece.trim() !== '') word = (word ?? '') + unquoted(piece);
    else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}

function unquoted(piece: string): string {
  if (piece.startsWith("'")) return piece.slice(1, -1);
  if (piece.startsWith('"')) return piece.slice(1, -1).replace(/\\(["\\])/g, '$1');
  return piece.startsWith('\\') ? piece.slice(1) : piece;
}
