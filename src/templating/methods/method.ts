import type { CallArguments, Cell } from '../cell.ts';
import { placed } from '../filter.ts';
import { bare } from '../kinds.ts';

export type Run = (args: CallArguments) => Cell;

/** A method: its target, and its arguments in the order of `params`. */
export interface Method<T> {
  readonly params: readonly string[];
  readonly hasRest?: boolean;
  readonly hasNamed?: boolean;
  readonly run: (target: T, args: readonly (Cell | undefined)[], all: CallArguments) => Cell;
}

export const method = <T>(params: readonly string[], run: Method<T>['run']): Method<T> => ({
  params,
  run,
});

export function bound<T>(
  methods: ReadonlyMap<string, Method<T>>,
  target: T,
  name: string,
): Run | undefined {
  const found = methods.get(name);
  if (found === undefined) return undefined;
  return (args) => found.run(target, placed(`.${name}()`, found, args), args);
}

export const bareArguments = ({ positional, named }: CallArguments): CallArguments => ({
  positional: positional.map(bare),
  named: new Map([...named].map(([name, value]) => [name, bare(value)])),
});
