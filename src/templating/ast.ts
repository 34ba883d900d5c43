import type { Cell } from './cell.ts';

/** An expression, as Jinja binds it. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: Cell }
  | { readonly kind: 'name'; readonly name: string }
  | Listed<'list' | 'tuple'>
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'attribute'; readonly target: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly target: Expression; readonly key: Expression }
  | {
      readonly kind: 'slice';
      readonly target: Expression;
      readonly bounds: readonly (Expression | null)[];
    }
  | { readonly kind: 'call'; readonly target: Expression; readonly args: Arguments }
  | Named<'filter' | 'test'>
  | Unary<'not' | 'minus' | 'plus'>
  | {
      readonly kind: 'binary';
      readonly sign: ArithmeticSign;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'concat'; readonly parts: readonly Expression[] }
  | {
      readonly kind: 'compare';
      readonly first: Expression;
      readonly rest: readonly { readonly sign: CompareSign; readonly right: Expression }[];
    }
  | Logical<'and' | 'or'>
  | {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression | null;
    };

/** Each makes a member of the union for every kind, so that a switch can tell them. */
type Listed<K> = K extends string
  ? { readonly kind: K; readonly items: readonly Expression[] }
  : never;
type Unary<K> = K extends string ? { readonly kind: K; readonly of: Expression } : never;
type Logical<K> = K extends string
  ? { readonly kind: K; readonly left: Expression; readonly right: Expression }
  : never;
type Named<K> = K extends string
  ? {
      readonly kind: K;
      readonly name: string;
      readonly target: Expression;
      readonly args: Arguments;
    }
  : never;

export type ArithmeticSign = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type CompareSign = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
}

export const NO_ARGUMENTS: Arguments = { positional: [], named: [] };

/** Where a loop or `set` puts a value: names, or one attribute of a namespace. */
export type Target =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'attribute'; readonly of: string; readonly name: string };

export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly expression: Expression }
  | { readonly kind: 'choice'; readonly branches: readonly Branch[]; readonly otherwise: Body }
  | {
      readonly kind: 'loop';
      readonly target: readonly string[];
      readonly over: Expression;
      readonly condition: Expression | null;
      readonly body: Body;
      readonly otherwise: Body;
    }
  | { readonly kind: 'set'; readonly target: Target; readonly value: Expression }
  | { readonly kind: 'capture'; readonly target: Target; readonly body: Body }
  | { readonly kind: 'macro'; readonly macro: Macro }
  | { readonly kind: 'call'; readonly call: Expression; readonly caller: Macro }
  | {
      readonly kind: 'filtered';
      readonly name: string;
      readonly args: Arguments;
      readonly body: Body;
    };

export type Body = readonly Statement[];

export interface Branch {
  readonly condition: Expression;
  readonly body: Body;
}

export interface Macro {
  readonly name: string;
  readonly parameters: readonly (readonly [string, Expression | null])[];
  readonly body: Body;
}
