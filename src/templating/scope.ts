import type { Cell } from './cell.ts';
import type { Tools } from './filter.ts';

/** Where names are looked up while a template runs: its own first, then those of the scopes around, then the vars. */
export interface Scope {
  readonly names: Map<string, Cell>;
  readonly around: Scope | null;
  readonly world: World;
}

/** What one rendering has. */
export interface World {
  readonly lookUp: (name: string) => Cell;
  readonly tools: Tools;
  /** In a condition a text like "no" that would count as true is an error. */
  readonly isCondition: boolean;
  /** Makes one value of what a template put out. */
  readonly join: (cells: readonly Cell[]) => Cell;
}

export const rootScope = (world: World): Scope => ({ names: new Map(), around: null, world });

export const innerScope = (around: Scope): Scope => ({
  names: new Map(),
  around,
  world: around.world,
});

export function find(scope: Scope, name: string): Cell {
  for (let each: Scope | null = scope; each !== null; each = each.around) {
    const cell = each.names.get(name);
    if (cell !== undefined) return cell;
  }
  return scope.world.lookUp(name);
}
