import { nearest } from '../planning/nearest.ts';
import { dictArgument, flagArgument, itemsOf, textArgument, wholeArgument } from './arguments.ts';
import { withinItems } from './budget.ts';
import {
  Callable,
  isList,
  Namespace,
  Omit,
  Undefined,
  type CallArguments,
  type Cell,
} from './cell.ts';
import { TemplateProblem } from './problem.ts';
import { textOf } from './text.ts';

/** What a template may ask of this machine. Without a port, its lookup is an error. */
export interface TemplatingPorts {
  readonly environment?: (name: string) => string | undefined;
  /** The text of a file. @throws StemError FILE_UNREADABLE */
  readonly readFile?: (path: string) => string;
}

type LookUp = (name: string) => Cell;

/** @throws TemplateProblem with the nearest name */
export function checkLookup(name: string): void {
  const plain = name.replace(/^ansible\.builtin\./, '');
  if (READERS.has(plain)) return;
  const near = nearest(plain, READERS.keys());
  throw new TemplateProblem(
    `there is no lookup "${name}" here${near}`,
    'Write the value into the vars, or register the output of a task.',
  );
}

/** The functions and values that every template has. */
export function globalsOf(ports: TemplatingPorts, lookUp: LookUp): ReadonlyMap<string, Cell> {
  const lookup =
    (isList: boolean) =>
    ({ positional, named }: CallArguments): Cell =>
      found(
        { positional, named },
        { ports, lookUp, isList: isList || flagArgument(named.get('wantlist'), false) },
      );
  return new Map<string, Cell>([
    ['omit', new Omit()],
    ['range', new Callable(range)],
    ['dict', new Callable(dict)],
    ['namespace', new Callable(({ named }) => new Namespace(named))],
    ['lookup', new Callable(lookup(false))],
    ['query', new Callable(lookup(true))],
    ['q', new Callable(lookup(true))],
    [
      'undef',
      new Callable(
        ({ named }) =>
          new Undefined('the value', textArgument(named.get('hint'), 'a value has to be set')),
      ),
    ],
  ]);
}

function range({ positional }: CallArguments): Cell {
  const [first, second, third] = positional.map((each) => wholeArgument(each, 0));
  const [start, stop, step] = [
    second === undefined ? 0 : (first ?? 0),
    second ?? first ?? 0,
    third ?? 1,
  ];
  if (step === 0) throw new TemplateProblem('the step of range is 0');
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return Array.from({ length: withinItems(count) }, (_, index) => start + index * step);
}

function dict({ positional, named }: CallArguments): Cell {
  const [from] = positional;
  const entries =
    from === undefined
      ? []
      : isList(from)
        ? from.map((pair) => {
            const [key = null, value = null] = itemsOf(pair);
            return [textOf(key), value] as const;
          })
        : Object.entries(dictArgument(from));
  return Object.fromEntries([...entries, ...named]);
}

interface LookupContext {
  readonly ports: TemplatingPorts;
  readonly lookUp: LookUp;
  readonly isList: boolean;
}

/** Several results of `lookup` are one text with commas between them, as in Ansible. */
function found({ positional, named }: CallArguments, context: LookupContext): Cell {
  const [name = '', ...terms] = positional;
  checkLookup(textOf(name));
  const plain = textOf(name).replace(/^ansible\.builtin\./, '');
  const results = terms.flatMap((term) => one(plain, { value: term, named, context }));
  if (context.isList) return results;
  const [only] = results;
  if (only !== undefined && results.length === 1) return only;
  return results.every((each) => typeof each === 'string') ? results.join(',') : results;
}

interface Term {
  readonly value: Cell;
  readonly named: ReadonlyMap<string, Cell>;
  readonly context: LookupContext;
}

type TermReader = (term: Term) => readonly Cell[] | null;

const READERS: ReadonlyMap<string, TermReader> = new Map<string, TermReader>([
  ['list', ({ value }: Term) => [value]],
  ['items', ({ value }: Term) => (isList(value) ? value : [value])],
  [
    'dict',
    ({ value: dict }: Term) =>
      Object.entries(dictArgument(dict)).map(([key, value]) => ({ key, value })),
  ],
  [
    'vars',
    ({ value: name, named, context }: Term) => {
      const value = context.lookUp(textOf(name));
      return [value instanceof Undefined ? (named.get('default') ?? value) : value];
    },
  ],
  [
    'env',
    ({ value, named, context: { ports } }: Term) =>
      ports.environment === undefined
        ? null
        : [ports.environment(textOf(value)) ?? named.get('default') ?? ''],
  ],
  [
    'file',
    ({ value, context: { ports } }: Term) =>
      ports.readFile === undefined ? null : [ports.readFile(textOf(value)).trimEnd()],
  ],
]);

function one(name: string, term: Term): readonly Cell[] {
  const results = READERS.get(name)?.(term) ?? null;
  if (results !== null) return results;
  throw new TemplateProblem(`the lookup "${name}" is not to be had here`);
}
