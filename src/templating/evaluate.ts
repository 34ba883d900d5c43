import { attribute, item, slice } from './access.ts';
import { wholeArgument } from './arguments.ts';
import { calculate } from './arithmetic.ts';
import type { Arguments, Expression } from './ast.ts';
import { withinSize } from './budget.ts';
import { asTuple, Callable, Undefined, type CallArguments, type Cell } from './cell.ts';
import { compare } from './compare.ts';
import { bare, hiding, isTrue, numberOf, used } from './kinds.ts';
import { TemplateProblem } from './problem.ts';
import { find, type Scope } from './scope.ts';
import { repr, textOf } from './text.ts';

type Of<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>;

/** The value of an expression. What is not defined comes as such: whoever uses it throws. */
export function evaluate(node: Expression, scope: Scope): Cell {
  switch (node.kind) {
    case 'constant':
      return node.value;
    case 'name':
      return find(scope, node.name);
    case 'list':
      return node.items.map((each) => evaluate(each, scope));
    case 'tuple':
      return asTuple(node.items.map((each) => evaluate(each, scope)));
    case 'dict':
      return dictOf(node, scope);
    case 'attribute':
    case 'item':
    case 'slice':
    case 'call':
    case 'filter':
      return evaluateAccess(node, scope);
    case 'not':
    case 'and':
    case 'or':
    case 'if':
    case 'test':
      return evaluateLogic(node, scope);
    case 'minus':
    case 'plus':
    case 'binary':
    case 'concat':
    case 'compare':
      return evaluateOperator(node, scope);
  }
}

type Access = Of<'attribute'> | Of<'item'> | Of<'slice'> | Of<'call'> | Of<'filter'>;

function evaluateAccess(node: Access, scope: Scope): Cell {
  switch (node.kind) {
    case 'attribute':
      if (isVars(node.target)) return find(scope, node.name);
      return attribute(evaluate(node.target, scope), node.name, pathOf(node));
    case 'item': {
      const key = evaluate(node.key, scope);
      if (isVars(node.target)) return find(scope, textOf(key));
      return item(evaluate(node.target, scope), key, pathOf(node));
    }
    case 'slice':
      return sliceOf(node, scope);
    case 'call':
      return callOf(node, scope);
    case 'filter': {
      const target = evaluate(node.target, scope);
      return scope.world.tools.filter(node.name, target, argumentsOf(node.args, scope));
    }
  }
}

/** `vars['name']` is the var with this name. */
const isVars = (target: Expression): boolean => target.kind === 'name' && target.name === 'vars';

type Logic = Of<'not'> | Of<'and'> | Of<'or'> | Of<'if'> | Of<'test'>;

function evaluateLogic(node: Logic, scope: Scope): Cell {
  switch (node.kind) {
    case 'test': {
      const target = evaluate(node.target, scope);
      return scope.world.tools.test(node.name, target, argumentsOf(node.args, scope));
    }
    case 'not':
      return !truth(evaluate(node.of, scope), scope);
    case 'and': {
      const left = evaluate(node.left, scope);
      return truth(left, scope) ? evaluate(node.right, scope) : left;
    }
    case 'or': {
      const left = evaluate(node.left, scope);
      return truth(left, scope) ? left : evaluate(node.right, scope);
    }
    case 'if':
      if (truth(evaluate(node.condition, scope), scope)) return evaluate(node.then, scope);
      return node.otherwise === null
        ? new Undefined('the value', null)
        : evaluate(node.otherwise, scope);
  }
}

type Operator = Of<'minus'> | Of<'plus'> | Of<'binary'> | Of<'concat'> | Of<'compare'>;

function evaluateOperator(node: Operator, scope: Scope): Cell {
  switch (node.kind) {
    case 'minus':
    case 'plus':
      return signed(node, scope);
    case 'binary':
      return hiding(
        [evaluate(node.left, scope), evaluate(node.right, scope)],
        (a = null, b = null) => calculate(node.sign, a, b),
      );
    case 'concat': {
      const parts = node.parts.map((part) => evaluate(part, scope));
      return hiding(parts, (...all) => withinSize(all.map(textOf).join('')));
    }
    case 'compare':
      return compared(node, scope);
  }
}

const MISLEADING = ['false', 'no', 'off'];

/** Truth as in Python. A text like "no", which is true there, is refused where a task would run because of it. */
export function truth(cell: Cell, { world }: Pick<Scope, 'world'>): boolean {
  const value = bare(used(cell));
  if (world.isCondition && typeof value === 'string' && MISLEADING.includes(value.toLowerCase()))
    throw new TemplateProblem(
      `the text "${value}" would count as true, as every text that is not empty`,
      'Write `| bool` behind it, or compare it.',
    );
  return isTrue(value);
}

function dictOf({ entries }: Of<'dict'>, scope: Scope): Cell {
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const name = bare(used(evaluate(key, scope)));
      return [typeof name === 'string' ? name : repr(name), evaluate(value, scope)];
    }),
  );
}

function sliceOf({ target, bounds }: Of<'slice'>, scope: Scope): Cell {
  const cell = evaluate(target, scope);
  if (cell instanceof Undefined) return cell;
  const numbers = [0, 1, 2].map((index) => {
    const bound = bounds[index] ?? null;
    const value = bound === null ? null : evaluate(bound, scope);
    return value === null ? null : wholeArgument(value, 0);
  });
  return slice(cell, numbers);
}

function callOf(node: Of<'call'>, scope: Scope): Cell {
  const target = used(evaluate(node.target, scope));
  if (!(target instanceof Callable))
    throw new TemplateProblem(`${pathOf(node.target)} is no function`);
  const args = argumentsOf(node.args, scope);
  scope.world.tools.budget.turn();
  return scope.world.tools.budget.deeper(() => target.call(args));
}

export const argumentsOf = ({ positional, named }: Arguments, scope: Scope): CallArguments => ({
  positional: positional.map((each) => evaluate(each, scope)),
  named: new Map(named.map(([name, value]) => [name, evaluate(value, scope)])),
});

function signed(node: Of<'minus' | 'plus'>, scope: Scope): Cell {
  return hiding([used(evaluate(node.of, scope))], (value = null) => {
    if (numberOf(value) === null)
      throw new TemplateProblem('a sign stands before what is no number');
    return node.kind === 'plus' ? calculate('+', value, 0) : calculate('*', value, -1);
  });
}

/** `1 < x < 5` compares twice, and asks for x once. */
function compared({ first, rest }: Of<'compare'>, scope: Scope): boolean {
  let left = evaluate(first, scope);
  for (const { sign, right } of rest) {
    const other = evaluate(right, scope);
    if (!compare(sign, left, other)) return false;
    left = other;
  }
  return true;
}

/** How a person wrote it, for errors. */
export function pathOf(node: Expression): string {
  if (node.kind === 'name') return node.name;
  if (node.kind === 'attribute') return `${pathOf(node.target)}.${node.name}`;
  if (node.kind !== 'item') return 'the value';
  const { key } = node;
  return `${pathOf(node.target)}[${key.kind === 'constant' ? repr(key.value) : pathOf(key)}]`;
}
