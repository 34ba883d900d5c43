import type { Body, Expression } from './ast.ts';
import { globalsOf } from './globals.ts';
import { parseExpression, parseTemplate } from './parse-template.ts';
import { TemplateProblem } from './problem.ts';
import { isTemplate, PLAYBOOK_OPTIONS } from './rendering.ts';
import { Undefined } from './cell.ts';

/** The vars that a template reads. */
export interface Names {
  readonly needed: readonly string[];
  /** It asks whether they are defined, or has a default for them. */
  readonly guarded: readonly string[];
}

const NONE: Names = { needed: [], guarded: [] };

/** Nothing of a text that is no template, or that can't be read: who loads it says so. */
export function namesIn(text: string, kind: 'template' | 'expression'): Names {
  if (kind === 'template' && !isTemplate(text)) return NONE;
  try {
    return namesOf(
      kind === 'template' ? parseTemplate(text, PLAYBOOK_OPTIONS) : parseExpression(text),
    );
  } catch (error) {
    if (error instanceof TemplateProblem) return NONE;
    throw error;
  }
}

function namesOf(root: Body | Expression): Names {
  const found = { read: new Set<string>(), guarded: new Set<string>(), own: new Set<string>() };
  walk(root, found);
  const globals = globalsOf({}, (name) => new Undefined(name));
  const isVar = (name: string): boolean => !found.own.has(name) && !globals.has(name);
  return {
    needed: [...found.read].filter((name) => isVar(name) && !found.guarded.has(name)),
    guarded: [...found.guarded].filter(isVar),
  };
}

interface Found {
  readonly read: Set<string>;
  readonly guarded: Set<string>;
  /** What the template sets itself. */
  readonly own: Set<string>;
}

const GUARDS = ['default', 'd', 'defined', 'undefined'];

/** Every node has a kind; what is between them are lists and plain values. */
function walk(value: unknown, found: Found): void {
  if (Array.isArray(value))
    value.forEach((each) => {
      walk(each, found);
    });
  else if (typeof value === 'object' && value !== null) {
    note(value as Readonly<Record<string, unknown>>, found);
    Object.values(value).forEach((each) => {
      walk(each, found);
    });
  }
}

function note(node: Readonly<Record<string, unknown>>, { read, guarded, own }: Found): void {
  const { kind, name, target } = node;
  if (kind === 'name') read.add(String(name));
  if ((kind === 'filter' || kind === 'test') && GUARDS.includes(String(name)))
    guardedBy(target, guarded);
  for (const each of setBy(node)) own.add(each);
}

/** The names that a loop, `set` or a macro gives values to. */
function setBy({
  kind,
  name,
  names,
  target,
  parameters,
}: Readonly<Record<string, unknown>>): readonly string[] {
  if (kind === 'loop') return [...textsOf(target), 'loop'];
  if (kind === 'names') return textsOf(names);
  if (!Array.isArray(parameters)) return [];
  return [...textsOf(name), ...parameters.flatMap((each) => textsOf(each).slice(0, 1))];
}

const textsOf = (value: unknown): readonly string[] =>
  [value].flat().filter((each) => typeof each === 'string');

/** `a.b | default(1)` guards `a`. */
function guardedBy(target: unknown, guarded: Set<string>): void {
  const { kind, name, target: inner } = (target ?? {}) as Readonly<Record<string, unknown>>;
  if (kind === 'name') guarded.add(String(name));
  else if (inner !== undefined) guardedBy(inner, guarded);
}
