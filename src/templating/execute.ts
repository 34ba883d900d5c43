import type { Body, Macro, Statement, Target } from './ast.ts';
import { itemsOf } from './arguments.ts';
import {
  Callable,
  Hidden,
  isDict,
  isList,
  Namespace,
  Undefined,
  type CallArguments,
  type Cell,
} from './cell.ts';
import { isEqual } from './compare.ts';
import { argumentsOf, evaluate, truth } from './evaluate.ts';
import { hiding, used } from './kinds.ts';
import { TemplateProblem } from './problem.ts';
import { find, innerScope, type Scope } from './scope.ts';

/** Runs statements, and gives what they put out, piece by piece. */
export function execute(body: Body, scope: Scope): readonly Cell[] {
  return body.flatMap((statement) => run(statement, scope));
}

type Of<K extends Statement['kind']> = Extract<Statement, { readonly kind: K }>;

function run(statement: Statement, scope: Scope): readonly Cell[] {
  switch (statement.kind) {
    case 'text':
      return statement.text === '' ? [] : [written(statement.text, scope)];
    case 'output':
      return [output(evaluate(statement.expression, scope), scope)];
    case 'choice': {
      const branch = statement.branches.find(({ condition }) =>
        truth(evaluate(condition, scope), scope),
      );
      return execute(branch?.body ?? statement.otherwise, scope);
    }
    case 'loop':
      return loop(statement, scope);
    case 'set':
      assign(statement.target, evaluate(statement.value, scope), scope);
      return [];
    case 'capture':
      assign(statement.target, joined(execute(statement.body, innerScope(scope)), scope), scope);
      return [];
    case 'macro':
      scope.names.set(statement.macro.name, macroOf(statement.macro, scope));
      return [];
    case 'call':
      return [callWith(statement, scope)];
    case 'filtered': {
      const text = joined(execute(statement.body, innerScope(scope)), scope);
      return [scope.world.tools.filter(statement.name, text, argumentsOf(statement.args, scope))];
    }
  }
}

const written = (text: string, scope: Scope): string => scope.world.tools.budget.write(text);

/** None prints nothing. Texts count against the size of the whole. */
function output(cell: Cell, scope: Scope): Cell {
  const value = used(cell);
  if (value === null) return '';
  if (typeof value === 'string') return written(value, scope);
  scope.world.tools.budget.turn();
  return value;
}

/** Text that was caught, not put out. */
const joined = (cells: readonly Cell[], scope: Scope): Cell => scope.world.join(cells);

function loop(statement: Of<'loop'>, scope: Scope): readonly Cell[] {
  const over = used(evaluate(statement.over, scope));
  const isHidden = over instanceof Hidden;
  const all = itemsOf(isHidden ? over.value : over).map((item) =>
    isHidden ? new Hidden(item) : item,
  );
  const { condition } = statement;
  const items =
    condition === null
      ? all
      : all.filter((item) => {
          const inner = innerScope(scope);
          assignNames(statement.target, item, inner);
          return truth(evaluate(condition, inner), inner);
        });
  if (items.length === 0) return execute(statement.otherwise, innerScope(scope));
  const { budget } = scope.world.tools;
  let changedBefore: readonly Cell[] | null = null;
  const hasChanged = new Callable(({ positional }) => {
    const isSame = changedBefore !== null && isEqual([...changedBefore], [...positional]);
    changedBefore = positional;
    return !isSame;
  });
  const pieces: Cell[] = [];
  for (const index of items.keys()) {
    budget.turn();
    const inner = innerScope(scope);
    assignNames(statement.target, items[index] ?? null, inner);
    inner.names.set('loop', loopOf(items, index, hasChanged));
    pieces.push(...execute(statement.body, inner));
  }
  return pieces;
}

const loopOf = (items: readonly Cell[], index: number, changed: Callable): Cell => ({
  index: index + 1,
  index0: index,
  revindex: items.length - index,
  revindex0: items.length - index - 1,
  first: index === 0,
  last: index === items.length - 1,
  length: items.length,
  depth: 1,
  depth0: 0,
  previtem: items[index - 1] ?? new Undefined('loop.previtem'),
  nextitem: items[index + 1] ?? new Undefined('loop.nextitem'),
  cycle: new Callable(({ positional }) => positional[index % positional.length] ?? null),
  changed,
});

function assign(target: Target, value: Cell, scope: Scope): void {
  if (target.kind === 'names') {
    assignNames(target.names, value, scope);
    return;
  }
  const space = find(scope, target.of);
  if (!(space instanceof Namespace))
    throw new TemplateProblem(
      `${target.of} is no namespace, so ${target.of}.${target.name} can't be set`,
      `Write {% set ${target.of} = namespace() %} first.`,
    );
  space.values.set(target.name, value);
}

function assignNames(names: readonly string[], value: Cell, scope: Scope): void {
  const [only] = names;
  if (only !== undefined && names.length === 1) {
    scope.names.set(only, value);
    return;
  }
  const values =
    value instanceof Hidden ? itemsOf(value.value).map((v) => new Hidden(v)) : itemsOf(value);
  if (values.length !== names.length)
    throw new TemplateProblem(
      `${String(values.length)} values can't be given to the names ${names.join(', ')}`,
      isDict(value) || isList(value) ? 'Write `.items()` behind a mapping.' : 'Mend the template.',
    );
  for (const [index, name] of names.entries()) scope.names.set(name, values[index] ?? null);
}

function macroOf(macro: Macro, around: Scope): Callable {
  return new Callable((args) => {
    const scope = innerScope(around);
    bind(macro, args, scope);
    return joined(execute(macro.body, scope), scope);
  });
}

function bind(
  { name, parameters }: Macro,
  { positional, named }: CallArguments,
  scope: Scope,
): void {
  if (positional.length > parameters.length)
    throw new TemplateProblem(
      `the macro ${name} takes at most ${String(parameters.length)} values`,
    );
  for (const [index, [parameter, usual]] of parameters.entries()) {
    const given = positional[index] ?? named.get(parameter);
    const otherwise = (): Cell =>
      usual === null ? new Undefined(parameter) : evaluate(usual, scope);
    scope.names.set(parameter, given ?? otherwise());
  }
  for (const [key, value] of named) {
    if (key === 'caller') scope.names.set(key, value);
    else if (!parameters.some(([parameter]) => parameter === key))
      throw new TemplateProblem(`the macro ${name} has no parameter "${key}"`);
  }
}

function callWith({ call, caller }: Of<'call'>, scope: Scope): Cell {
  if (call.kind !== 'call') return '';
  const target = used(evaluate(call.target, scope));
  if (!(target instanceof Callable)) throw new TemplateProblem('{% call %} needs a macro');
  const args = argumentsOf(call.args, scope);
  const named = new Map([...args.named, ['caller', macroOf(caller, scope)] as const]);
  const { budget } = scope.world.tools;
  return budget.deeper(() => hiding([target.call({ ...args, named })], (value = '') => value));
}
