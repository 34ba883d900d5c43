import type { Value, Vars } from './params.ts';
import type { Content } from './secret.ts';
import type { Test } from './task.ts';

/** `problem` is a sentence without its end, about the expression as a whole. */
export type Compiled =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'problem'; readonly problem: string };

/** How whitespace around tags is treated in a file, as the template module's own arguments say. */
export interface FileOptions {
  /** The first newline after a block is dropped. True, as in Ansible's template module, where nothing is said. */
  readonly trimBlocks?: boolean;
  /** Blanks before a block on its line are dropped. False where nothing is said. */
  readonly lstripBlocks?: boolean;
}

/** Jinja, as ansible-core 2.14 with jinja2_native off renders it. */
export interface Templating {
  /**
   * Walks lists and mappings. A text without `{{` and `{%` comes back as it is. A text with them becomes the value that
   * Ansible makes of it: a list, a mapping or a truth value where it looks like one, else a text. Secrets stay secrets.
   * @throws StemError TEMPLATE_FAILED
   */
  readonly render: (value: Value, vars: Vars) => Value;
  /** Renders the text of a file for the template module: the result is always a text. @throws StemError TEMPLATE_FAILED */
  readonly renderFile: (text: string, vars: Vars, options?: FileOptions) => Content;
  /** Compiles a bare expression of when, until, changed_when, failed_when or that. The test throws TEMPLATE_FAILED. */
  readonly compile: (expression: string) => Compiled;
  /** Null, or what is wrong with the template's syntax: a sentence without its end, for the loader and lint. */
  readonly problemOf: (text: string) => string | null;
}

const DATA = Symbol('data');

/**
 * Lays what a device answered over the vars, marked as data: a text from a device is never read as a template, whatever
 * it contains. For registered results, set_fact, facts and the items of a loop.
 */
export function withData(vars: Vars, data: Vars): Vars {
  const marked = { ...dataOf(vars), ...data };
  return { ...vars, ...data, [DATA]: marked };
}

/** Whether the var's value was laid there as data, and not by a person. */
export const isData = (vars: Vars, name: string): boolean => {
  const data = dataOf(vars);
  return Object.hasOwn(data, name) && data[name] === vars[name];
};

const dataOf = (vars: Vars): Vars => (vars as { readonly [DATA]?: Vars })[DATA] ?? {};
