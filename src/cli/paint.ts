import { Chalk } from 'chalk';
import type { App } from './app.ts';

const chalk = new Chalk({ level: 1 });

/** The first that fits wins. Colour only repeats what the words say. */
const RULES: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/POINT OF NO RETURN|point of no return is behind/, chalk.magenta.bold],
  [/^ATTENTION/, chalk.yellow],
  [/\b(FAILED|BLOCKED|UNREACHABLE|UNKNOWN|BLOCK)\b|│ (failed|unreachable|unknown) +│/, chalk.red],
  [
    /\b(ROLLED-BACK|STOPPED|WARN)\b|\| (warn|unknown) |│ (rolled-back|stopped|not started) +│/,
    chalk.yellow,
  ],
  [/\bREACHED\b|│ reached +│/, chalk.green],
];

/** Whether text on this stream may be coloured. */
export const hasColorOn = (
  app: Pick<App, 'color' | 'isOutTerminal' | 'isErrTerminal'>,
  stream: 'out' | 'err',
): boolean => {
  if (app.color !== 'auto') return app.color === 'always';
  return stream === 'out' ? app.isOutTerminal : app.isErrTerminal;
};

type When = App['color'];

/**
 * `--color` wins, then NO_COLOR (no-color.org: any text but an empty one), then FORCE_COLOR (as Node and chalk
 * read it: `0` and `false` switch off). Without them a terminal gets colours, unless it is a dumb one.
 */
export function colorWhen(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): When {
  if (flag === 'always' || flag === 'never' || flag === 'auto') return flag;
  if ((env['NO_COLOR'] ?? '') !== '') return 'never';
  const force = env['FORCE_COLOR'];
  if (force === '0' || force === 'false') return 'never';
  if (force !== undefined) return 'always';
  return env['TERM'] === 'dumb' ? 'never' : 'auto';
}

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
