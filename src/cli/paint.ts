import { Chalk } from 'chalk';

const chalk = new Chalk({ level: 1 });

/** The first that fits wins. Colour only repeats what the words say. */
const RULES: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/POINT OF NO RETURN|point of no return is behind/, chalk.magenta.bold],
  [/\b(FAILED|BLOCKED|UNREACHABLE|UNKNOWN|BLOCK)\b|│ (failed|unreachable|unknown) +│/, chalk.red],
  [
    /\b(ROLLED-BACK|STOPPED|WARN)\b|\| (warn|unknown) |│ (rolled-back|stopped|not started) +│/,
    chalk.yellow,
  ],
  [/\bREACHED\b|│ reached +│/, chalk.green],
];

/** One line in the colour of what it says. */
export function painted(line: string, hasColor: boolean): string {
  if (!hasColor) return line;
  const [, paint] = RULES.find(([pattern]) => pattern.test(line)) ?? [];
  return paint === undefined ? line : paint(line);
}

export const paintedText = (text: string, hasColor: boolean): string =>
  text
    .split('\n')
    .map((line) => painted(line, hasColor))
    .join('\n');
