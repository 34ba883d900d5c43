import { evalLiteral } from '../planning/inventory/python-literal.ts';
import { LineProblem } from '../planning/inventory/problem.ts';
import type { Json } from '../model/json.ts';

const WORDS: Readonly<Record<string, string>> = { true: 'True', false: 'False', null: 'None' };
const TOKEN = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\b(true|false|null)\b/gs;

/**
 * What ansible-core 2.14 makes of the text of a template: a list or a mapping where it begins like one, and a truth value
 * where it is one; else undefined. JSON's words count too.
 */
export function literalOf(text: string): Json | undefined {
  if (text === 'True' || text === 'False') return text === 'True';
  if (!/^[[{]/.test(text)) return undefined;
  const python = text.replace(TOKEN, (all, word?: string) =>
    word === undefined ? all : (WORDS[word] ?? all),
  );
  try {
    return evalLiteral(python);
  } catch (error) {
    if (error instanceof LineProblem) return undefined;
    throw error;
  }
}
