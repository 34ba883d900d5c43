import type { Vars } from './params.ts';

const FIXED = Symbol('fixed');

interface Marked {
  readonly [FIXED]?: ReadonlySet<string>;
}

/** Vars of the command line, laid over all others for good: nothing that a host learns later wins over them. */
export const withFixed = (vars: Vars, fixed: Vars): Vars => ({
  ...vars,
  ...fixed,
  [FIXED]: new Set(Object.keys(fixed)),
});

/** Whether `-e` says the value of this var. */
export const isFixed = (vars: Vars, name: string): boolean =>
  (vars as Marked)[FIXED]?.has(name) === true;

/** What a host learned, without what `-e` has said already. */
export const learnable = (vars: Vars, learned: Vars): Vars =>
  (vars as Marked)[FIXED] === undefined
    ? learned
    : Object.fromEntries(Object.entries(learned).filter(([name]) => !isFixed(vars, name)));
