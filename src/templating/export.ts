import { Secret, type Content } from '../model/secret.ts';
import type { Value } from '../model/params.ts';
import {
  Callable,
  Float,
  Hidden,
  isDict,
  isList,
  Namespace,
  Omit,
  WrittenText,
  type Cell,
} from './cell.ts';
import { used } from './kinds.ts';
import { TemplateProblem } from './problem.ts';
import { textOf } from './text.ts';

const CONTENT = Symbol('content');

/** A text with secrets in places, which is told from a list by a mark. */
export function contentOf(parts: Content): Content {
  const content = [...parts];
  Object.defineProperty(content, CONTENT, { value: true });
  return content;
}

export const isContent = (value: unknown): value is Content =>
  Array.isArray(value) && CONTENT in value;

/** What leaves a template. Secrets leave it as such; keys with `omit` stay behind. @throws TemplateProblem */
export function valueOfCell(cell: Cell): Value {
  const value = used(cell);
  if (value instanceof WrittenText) return value.text;
  if (value instanceof Float) return value.value;
  if (value instanceof Hidden) return hiddenValue(value);
  if (value instanceof Callable || value instanceof Namespace) return textOf(value);
  if (value instanceof Omit)
    throw new TemplateProblem(
      'omit stands where it omits nothing',
      'Write it as the whole value of an argument.',
    );
  if (isList(value)) return value.map(valueOfCell) as Value;
  if (isDict(value)) return dictValue(value);
  return value as Value;
}

export const dictValue = (dict: Readonly<Record<string, Cell>>): Value =>
  Object.fromEntries(
    Object.entries(dict)
      .filter(([, value]) => !(value instanceof Omit))
      .map(([key, value]) => [key, valueOfCell(value)]),
  ) as unknown as Value;

function hiddenValue({ value, parts }: Hidden): Value {
  if (parts !== null) return contentOf(parts);
  if (typeof value === 'boolean' || value === null) return value;
  if (isList(value)) return value.map((each) => hiddenValue(new Hidden(each))) as Value;
  if (isDict(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, hiddenValue(new Hidden(each))]),
    ) as unknown as Value;
  return new Secret(textOf(value));
}
