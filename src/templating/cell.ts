import type { Content, Secret } from '../model/secret.ts';

/** What an expression works with. Python's whole numbers are numbers; a Float is one that Python prints with a point. */
export type Cell =
  | null
  | boolean
  | number
  | string
  | Float
  | Hidden
  | Secret
  | Undefined
  | WrittenText
  | Callable
  | Namespace
  | Omit
  | readonly Cell[]
  | Dict;

export interface Dict {
  readonly [key: string]: Cell;
}

/** 4 / 2 is 2.0 to Python. A number with a fraction needs no mark. */
export class Float {
  readonly value: number;

  private constructor(value: number) {
    this.value = value;
  }

  static of(value: number): Float | number {
    return Number.isInteger(value) || !Number.isFinite(value) ? new Float(value) : value;
  }
}

/** A value that was made of a secret: it may be computed with, and leaves a template as a Secret only. */
export class Hidden {
  readonly value: Cell;
  /** Which parts of a text are secret; null where all of it is. */
  readonly parts: Content | null;

  constructor(value: Cell, parts: Content | null = null) {
    this.value = value;
    this.parts = parts;
  }
}

/** A var, or a part of one, that is not there. It is an error when it is used. */
export class Undefined {
  readonly variable: string;
  /** Null where it is no error to use it: an inline if without an else is an empty text. */
  readonly says: string | null;

  constructor(variable: string, says: string | null = `${variable} is not defined`) {
    this.variable = variable;
    this.says = says;
  }
}

/** A text that is not to be read as a list or a mapping, though it looks like one: what `to_json` wrote. */
export class WrittenText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export interface CallArguments {
  readonly positional: readonly Cell[];
  readonly named: ReadonlyMap<string, Cell>;
}

/** A macro, a method or a global function. Templates reach no other function. */
export class Callable {
  readonly call: (args: CallArguments) => Cell;

  constructor(call: (args: CallArguments) => Cell) {
    this.call = call;
  }
}

/** What `namespace()` makes: the one thing that a loop may change. */
export class Namespace {
  readonly values: Map<string, Cell>;

  constructor(values: ReadonlyMap<string, Cell>) {
    this.values = new Map(values);
  }
}

/** Ansible's `omit`: the key that gets it is left out. */
export class Omit {
  readonly kind = 'omit';
}

const TUPLE = Symbol('tuple');

/** A list that Python prints with parentheses. */
export function asTuple(items: readonly Cell[]): readonly Cell[] {
  const tuple = [...items];
  Object.defineProperty(tuple, TUPLE, { value: true });
  return tuple;
}

export const isTuple = (items: readonly Cell[]): boolean => TUPLE in items;

export const isList = (cell: Cell): cell is readonly Cell[] => Array.isArray(cell);

export const isDict = (cell: Cell): cell is Dict => {
  if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) return false;
  const prototype: unknown = Object.getPrototypeOf(cell);
  return prototype === Object.prototype || prototype === null;
};

/** A mapping's own value: never something of JavaScript's own. */
export const valueOf = (dict: Dict, key: string): Cell | undefined =>
  Object.hasOwn(dict, key) ? dict[key] : undefined;
