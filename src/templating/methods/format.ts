import { withinSize } from '../budget.ts';
import { isDict, isList, valueOf, type CallArguments, type Cell } from '../cell.ts';
import { TemplateProblem } from '../problem.ts';
import { textOf } from '../text.ts';

const PLACE = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

/** Python's `'{} {0} {name.key}'.format(…)`, without format specs. */
export function formatBraces(text: string, args: CallArguments): string {
  let next = 0;
  const done = text.replace(PLACE, (all, field?: string) => {
    if (all === '{{' || all === '}}') return all.charAt(0);
    if (field === undefined) throw new TemplateProblem(`"${text}" has a brace that is not closed`);
    if (/[:!]/.test(field))
      throw new TemplateProblem(`{${field}} is not supported in format`, 'Write `"%5d" % value`.');
    const [first = '', ...keys] = field.split(/[.[\]]/).filter((part) => part !== '');
    const isPlain = field === '' || /^[.[]/.test(field);
    const path = isPlain
      ? [String(next++), first, ...keys].filter((part) => part !== '')
      : [first, ...keys];
    return textOf(found(path, args, field));
  });
  return withinSize(done);
}

function found([first = '', ...keys]: readonly string[], args: CallArguments, field: string): Cell {
  let value: Cell | undefined = /^\d+$/.test(first)
    ? args.positional[Number(first)]
    : args.named.get(first);
  for (const key of keys)
    value =
      value === undefined
        ? undefined
        : isList(value)
          ? value[Number(key)]
          : isDict(value)
            ? valueOf(value, key)
            : undefined;
  if (value !== undefined) return value;
  throw new TemplateProblem(`format has no value for {${field}}`);
}
