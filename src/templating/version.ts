import { TemplateProblem } from './problem.ts';

export interface VersionOptions {
  readonly operator: string;
  readonly type: string;
}

const OPERATORS: Readonly<Record<string, (by: number) => boolean>> = Object.fromEntries(
  (
    [
      [['==', '=', 'eq'], (by) => by === 0],
      [['<', 'lt'], (by) => by < 0],
      [['<=', 'le'], (by) => by <= 0],
      [['>', 'gt'], (by) => by > 0],
      [['>=', 'ge'], (by) => by >= 0],
      [['!=', '<>', 'ne'], (by) => by !== 0],
    ] as readonly (readonly [readonly string[], (by: number) => boolean])[]
  ).flatMap(([names, holds]) => names.map((name) => [name, holds])),
);

/** `is version('1.2', '>=')`: loose as in Python's distutils, or strict, or by semver's rules. */
export function isVersion(
  value: string,
  other: string,
  { operator, type }: VersionOptions,
): boolean {
  if (value === '' || other === '') throw new TemplateProblem('a version is empty');
  const holds = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (holds === undefined) throw new TemplateProblem(`"${operator}" compares no versions`);
  const read = READERS.get(type);
  if (read === undefined)
    throw new TemplateProblem(
      `there is no version type "${type}"`,
      'Write loose, strict or semver.',
    );
  return holds(orderOf(read(value), read(other)));
}

type Part = number | string;

const READERS: ReadonlyMap<string, (version: string) => readonly Part[]> = new Map([
  ['loose', loose],
  ['strict', strict],
  ['semver', semver],
  ['semantic', semver],
]);

/** Numbers and letters in turn. */
function loose(version: string): readonly Part[] {
  return (version.match(/\d+|[a-z]+|[^\da-z.]+/g) ?? []).map((part) =>
    /^\d+$/.test(part) ? Number(part) : part,
  );
}

function strict(version: string): readonly Part[] {
  const [all, major, minor, patch = '0', letter = 'z', number = '0'] =
    /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/.exec(version) ?? [];
  if (all === undefined) throw new TemplateProblem(`"${version}" is no strict version`);
  return [Number(major), Number(minor), Number(patch), letter, Number(number)];
}

function semver(version: string): readonly Part[] {
  const [all, major, minor, patch, before] =
    /^(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(version) ?? [];
  if (all === undefined) throw new TemplateProblem(`"${version}" is no semantic version`);
  // Whatever stands behind a hyphen comes before the version itself; numbers come before words.
  const parts = before === undefined ? ['~'] : before.split('.').map(ranked);
  return [Number(major), Number(minor), Number(patch), ...parts];
}

const ranked = (part: string): string =>
  /^\d+$/.test(part) ? `!${part.padStart(16, '0')}` : `#${part}`;

function orderOf(a: readonly Part[], b: readonly Part[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (typeof part !== typeof other)
      throw new TemplateProblem('two versions have a number and a word in the same place');
    if (part !== other) return part < other ? -1 : 1;
  }
  return a.length - b.length;
}
