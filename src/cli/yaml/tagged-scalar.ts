import { LineProblem } from '../../planning/inventory/problem.ts';
import type { Scalar } from '../../planning/yaml/node.ts';
import { plainScalar } from '../../planning/yaml/plain-scalar.ts';

const STANDARD = 'tag:yaml.org,2002:';
const TEXT: ReadonlySet<string> = new Set(['!', '!unsafe', `${STANDARD}str`]);
const KINDS: Readonly<Record<string, (value: Scalar) => boolean>> = {
  [`${STANDARD}int`]: (value) => Number.isInteger(value),
  [`${STANDARD}bool`]: (value) => typeof value === 'boolean',
  [`${STANDARD}null`]: () => true,
};

/** A scalar with a tag before it: `!!str 12`, `!!int "3"`, `!unsafe '{{ x }}'`. @throws LineProblem */
export function taggedScalar(tag: string, text: string): Scalar {
  if (TEXT.has(tag)) return text;
  if (tag === `${STANDARD}null`) return null;
  if (tag === `${STANDARD}float` && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text);
  const value = plainScalar(text);
  if (KINDS[tag]?.(value) === true) return value;
  throw new LineProblem(`the tag ${tag} is not understood here`, 'Take the tag out.');
}
