import { LineProblem } from '../../planning/inventory/problem.ts';
import type { Scalar } from '../../planning/yaml/node.ts';
import { plainScalar } from '../../planning/yaml/plain-scalar.ts';

const STANDARD = 'tag:yaml.org,2002:';
const KINDS: Readonly<Record<string, (value: Scalar) => boolean>> = {
  [`${STANDARD}int`]: (value) => Number.isInteger(value),
  [`${STANDARD}bool`]: (value) => typeof value === 'boolean',
  [`${STANDARD}null`]: () => true,
};

/** A scalar with a tag before it: `!!str 12`, `!!int "3"`, `!unsafe '{{ x }}'`. @throws LineProblem */
export function taggedScalar(tag: string, text: string): Scalar {
  if (tag === `${STANDARD}str`) return text;
  if (tag === '!unsafe') return unsafeText(text);
  if (tag === `${STANDARD}null`) return null;
  if (tag === `${STANDARD}float` && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text);
  const value = plainScalar(text);
  if (KINDS[tag]?.(value) === true) return value;
  throw new LineProblem(`the tag ${tag} is not understood here`, 'Take the tag out.');
}

/** It must never be taken for a template, and nothing else here keeps it from that. @throws LineProblem */
export function unsafeText(text: string): string {
  if (!/\{[{%#]/.test(text)) return text;
  throw new LineProblem(
    'a text with {{ or {% in it can not be marked as unsafe here',
    'Take !unsafe away, and write {{ "{{" }} for two braces.',
  );
}
