import type { Arguments, Body, Expression, Statement } from './ast.ts';
import { placed } from './filter.ts';
import { filterNamed } from './filters.ts';
import { checkLookup } from './globals.ts';
import { TemplateProblem } from './problem.ts';
import { testNamed } from './tests.ts';

type Node = Expression | Statement;

/** Finds what can't work whatever the vars are: unknown filters, tests and lookups. @throws TemplateProblem */
export function check(node: Body | Expression): void {
  walk(node);
}

/** Every node of the tree has a kind; what is between them are lists and plain values. */
function walk(value: unknown): void {
  if (Array.isArray(value)) value.forEach(walk);
  else if (typeof value === 'object' && value !== null) {
    if ('kind' in value) checkNode(value as Node);
    Object.values(value).forEach(walk);
  }
}

function checkNode(node: Node): void {
  if (node.kind === 'filter' || node.kind === 'filtered') checkFilter(node.name, node.args);
  if (node.kind === 'test') placed(`"is ${node.name}"`, testNamed(node.name), blank(node.args));
  if (node.kind === 'call' && 'target' in node) checkCall(node.target, node.args);
}

function checkFilter(name: string, args: Arguments): void {
  placed(name, filterNamed(name), blank(args));
  const [first, second] = args.positional;
  if (name === 'map' && isText(first)) filterNamed(first.value);
  if ((name === 'select' || name === 'reject') && isText(first)) testNamed(first.value);
  if ((name === 'selectattr' || name === 'rejectattr') && isText(second)) testNamed(second.value);
}

const isText = (
  node: Expression | undefined,
): node is Expression & { readonly kind: 'constant'; readonly value: string } =>
  node?.kind === 'constant' && typeof node.value === 'string';

const blank = ({ positional, named }: Arguments): Parameters<typeof placed>[2] => ({
  positional: positional.map(() => null),
  named: new Map(named.map(([name]) => [name, null])),
});

function checkCall(target: Expression, args: Arguments): void {
  if (target.kind !== 'name') return;
  const [first] = args.positional;
  if (['lookup', 'query', 'q'].includes(target.name) && isText(first)) checkLookup(first.value);
  if (target.name === 'now')
    throw new TemplateProblem('now() is not to be had: a run does not depend on the time');
}
