import { Secret, reveal } from '../model/secret.ts';
import type { Value, Vars } from '../model/params.ts';
import { isData } from '../model/templating.ts';
import type { Body } from './ast.ts';
import { Budget } from './budget.ts';
import { Hidden, isDict, isList, Undefined, type CallArguments, type Cell } from './cell.ts';
import { execute } from './execute.ts';
import { isContent } from './export.ts';
import { fleetReader } from './fleet-reader.ts';
import { runFilter, type Tools } from './filter.ts';
import { filterNamed } from './filters.ts';
import { globalsOf, type TemplatingPorts } from './globals.ts';
import { joinText, joinValue } from './join.ts';
import { TemplateProblem, UndefinedProblem } from './problem.ts';
import { rootScope, type Scope, type World } from './scope.ts';
import { runTest } from './tests.ts';
import type { LexOptions } from './tokens.ts';

/** Templates that were read, and what they may ask of this machine. */
export interface Templates {
  readonly read: (text: string, options: LexOptions) => Body;
  readonly ports: TemplatingPorts;
}

/** Ansible's environment for the values of a playbook. */
export const PLAYBOOK_OPTIONS: LexOptions = {
  trimBlocks: true,
  lstripBlocks: false,
  hasRawBackslashes: true,
};

/** Without these a text is itself. */
export const isTemplate = (text: string): boolean => /\{[{%#]/.test(text);

export interface Rendering {
  readonly render: (cell: Cell) => Cell;
  readonly renderFile: (text: string, options: Omit<LexOptions, 'hasRawBackslashes'>) => Cell;
  /** For a condition alone. */
  readonly scope: Scope;
  /** The rendered value of a var. */
  readonly lookUp: (name: string) => Cell;
}

/** One rendering: vars are rendered when they are asked for, once, and those not asked for may be broken. */
export function startRendering(templates: Templates, vars: Vars, isCondition = false): Rendering {
  const lookUp = varsReader(vars, templates, (value) => render(value));
  const tools = toolsWith(new Budget());
  const world: World = { lookUp, tools, isCondition: false, join: joinValue };
  const renderText = (text: string): Cell =>
    tools.budget.deeper(() => {
      if (!isTemplate(text)) return text;
      const plain = plainVar(vars, text);
      if (plain !== undefined) return plain;
      const cells = execute(templates.read(text, PLAYBOOK_OPTIONS), rootScope(world));
      return withEnd(text, joinValue(cells));
    });
  const render = (cell: Cell): Cell => {
    if (typeof cell === 'string') return naming(cell, () => renderText(cell));
    if (isList(cell)) return cell.map(render);
    if (!isDict(cell)) return cell;
    return Object.fromEntries(Object.entries(cell).map(([key, value]) => [key, render(value)]));
  };
  return {
    render,
    renderFile: (text, options) => {
      const body = templates.read(text, { ...options, hasRawBackslashes: false });
      return withEnd(text, joinText(execute(body, rootScope({ ...world, join: joinText }))));
    },
    scope: rootScope({ ...world, isCondition }),
    lookUp,
  };
}

function toolsWith(budget: Budget): Tools {
  const tools: Tools = {
    budget,
    filter: (name: string, value: Cell, args: CallArguments) => {
      budget.turn();
      return runFilter(filterNamed(name), { name, value, args }, tools);
    },
    test: (name: string, value: Cell, args: CallArguments) => runTest({ name, value, args }, tools),
  };
  return tools;
}

/** A number, a truth value or None keeps its type where the template is nothing but its name. */
function plainVar(vars: Vars, text: string): number | boolean | null | undefined {
  const name = /^\{\{\s*(\w*)\s*\}\}\n?$/.exec(text)?.[1] ?? '';
  const value = name in Object.prototype ? undefined : vars[name];
  return typeof value === 'number' || typeof value === 'boolean' || value === null
    ? value
    : undefined;
}

/** Jinja drops a newline at the end of a template, and Ansible puts back what was lost. */
function withEnd(text: string, cell: Cell): Cell {
  const value = cell instanceof Hidden ? cell.value : cell;
  if (typeof value !== 'string') return cell;
  const missing = '\n'.repeat(Math.max(0, newlinesAtEnd(text) - newlinesAtEnd(value)));
  if (missing === '') return cell;
  return cell instanceof Hidden ? joinText([cell, missing]) : value + missing;
}

const newlinesAtEnd = (text: string): number => text.length - text.replace(/\n+$/, '').length;

/** The outermost template is the one that a person looks for. */
function naming<T>(template: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateProblem) error.template = template;
    throw error;
  }
}

/** Looks a name up in the vars, and renders its value. @throws TemplateProblem where it needs itself */
function varsReader(
  vars: Vars,
  templates: Templates,
  render: (cell: Cell) => Cell,
): (name: string) => Cell {
  const rendered = new Map<string, Cell>();
  const underWay: string[] = [];
  const ofFleet = fleetReader(vars, {
    own: (name) => read(name),
    ofOther: (others) => startRendering(templates, others).lookUp,
  });
  const read = (name: string): Cell => {
    const known = rendered.get(name);
    if (known !== undefined) return known;
    const magic = ofFleet(name);
    if (magic !== undefined) {
      rendered.set(name, magic);
      return magic;
    }
    const value = name in Object.prototype ? undefined : vars[name];
    if (value === undefined) return globals.get(name) ?? new Undefined(name);
    if (underWay.includes(name))
      throw new TemplateProblem(
        `${[...underWay, name].join(' needs ')}, and so never ends`,
        `Give ${name} a value that does not need itself.`,
      );
    underWay.push(name);
    try {
      const cell = isData(vars, name) ? lift(value) : renderedVar(name, () => render(lift(value)));
      rendered.set(name, cell);
      return cell;
    } finally {
      underWay.pop();
    }
  };
  const globals = globalsOf(templates.ports, read);
  return read;
}

/** A var that needs one which is not defined is not defined itself, which matters to whoever uses it. */
function renderedVar(name: string, run: () => Cell): Cell {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof UndefinedProblem)) throw error;
    return new Undefined(error.variable, `${error.message}, and ${name} needs it`);
  }
}

/** A value of the vars as a copy that a template may change. */
export function lift(value: Value): Cell {
  if (value instanceof Secret || typeof value !== 'object' || value === null) return value;
  if (isContent(value)) return new Hidden(reveal(value), value);
  if (Array.isArray(value)) return value.map(lift);
  return Object.fromEntries(
    Object.entries(value as Readonly<Record<string, Value>>).map(([key, each]) => [
      key,
      lift(each),
    ]),
  );
}
