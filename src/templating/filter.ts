import type { Budget } from './budget.ts';
import { Hidden, type CallArguments, type Cell } from './cell.ts';
import { bare, hiding, used } from './kinds.ts';
import { TemplateProblem } from './problem.ts';

/** What a filter or a test may use beside its arguments. */
export interface Tools {
  readonly budget: Budget;
  readonly filter: (name: string, value: Cell, args: CallArguments) => Cell;
  readonly test: (name: string, value: Cell, args: CallArguments) => boolean;
}

export interface Call {
  readonly value: Cell;
  /** In the order of `params`; undefined where none was given. */
  readonly args: readonly (Cell | undefined)[];
  /** What was given beyond `params`, where the filter takes that. */
  readonly rest: readonly Cell[];
  readonly named: ReadonlyMap<string, Cell>;
  readonly tools: Tools;
}

export interface Signature {
  readonly params: readonly string[];
  readonly hasRest?: boolean;
  readonly hasNamed?: boolean;
}

export interface Filter extends Signature {
  /**
   * What happens to secrets. `hide`: they are computed with, and the result is one. `inside`: the filter only moves values about,
   * so those inside stay secret by themselves. `all`: so does the value itself.
   */
  readonly secrets: 'hide' | 'inside' | 'all';
  readonly takesUndefined?: boolean;
  readonly run: (call: Call) => Cell;
}

/** Computes a value: secrets in it hide the result. */
export const computing = (params: readonly string[], run: Filter['run']): Filter => ({
  params,
  secrets: 'hide',
  run,
});

/** Moves values about: secrets among them stay what they are. */
export const moving = (params: readonly string[], run: Filter['run']): Filter => ({
  params,
  secrets: 'inside',
  run,
});

/** Runs a filter with its arguments in their places, and keeps secrets secret. */
export function runFilter(
  filter: Filter,
  {
    name,
    value,
    args,
  }: { readonly name: string; readonly value: Cell; readonly args: CallArguments },
  tools: Tools,
): Cell {
  const places = placed(name, filter, args);
  if (filter.takesUndefined !== true) {
    used(value);
    for (const place of places) if (place !== undefined) used(place);
  }
  const rest = args.positional.slice(filter.params.length);
  const call: Call = { value, args: places, rest, named: args.named, tools };
  const all = [value, ...args.positional, ...args.named.values()];
  const isComputed =
    filter.secrets === 'hide' ||
    (filter.secrets === 'inside' && all.some((c) => c instanceof Hidden));
  if (!isComputed) return filter.run(call);
  return hiding(all, () => filter.run(bareCall(call)));
}

const bareCall = ({ value, args, rest, named, tools }: Call): Call => ({
  value: bare(value),
  args: args.map((arg) => (arg === undefined ? undefined : bare(arg))),
  rest: rest.map(bare),
  named: new Map([...named].map(([name, arg]) => [name, bare(arg)])),
  tools,
});

/** The arguments in the places of `params`. @throws TemplateProblem for one too many or an unknown name */
export function placed(
  name: string,
  { params, hasRest, hasNamed }: Signature,
  { positional, named }: CallArguments,
): readonly (Cell | undefined)[] {
  if (positional.length > params.length && hasRest !== true)
    throw new TemplateProblem(`${name} takes ${countOf(params.length)} in parentheses`);
  for (const [key] of named)
    if (!params.includes(key) && hasNamed !== true)
      throw new TemplateProblem(`${name} has no argument "${key}"`);
  return params.map((key, index) => positional[index] ?? named.get(key));
}

const countOf = (count: number): string =>
  count === 0 ? 'no value' : `at most ${String(count)} ${count === 1 ? 'value' : 'values'}`;
