import { StemError } from '../../model/errors.ts';
import { flag, Problem, type Value, type Vars } from '../../model/params.ts';
import type { Content } from '../../model/secret.ts';
import type { Templating } from '../../model/templating.ts';
import { exportsOf } from './environment.ts';
import { readFreeForm } from './free-form.ts';
import { checkTemplates, type Inherited, type Loader } from './loader.ts';
import { moduleExtras } from './module-extras.ts';
import { readVarsAt, type YamlPath } from './reading.ts';
import { UNDO } from './undo.ts';

/** Arguments that may stand in the command line itself: `command: touch x creates=x`. */
const OPTIONS = ['creates', 'removes', 'chdir', 'executable', 'warn', 'stdin'];
const RAW = ['command', 'shell', 'script'];
const RAW_PARAMS = '_raw_params';

/** What a module is given in the playbook, its free form taken apart. A line of text may stand in place of arguments. */
export function readModuleArgs(
  loader: Loader,
  { name, value, more }: { readonly name: string; readonly value: unknown; readonly more: unknown },
  at: YamlPath,
): Vars {
  const args = {
    ...readOwn(loader, name, value, at),
    ...readVarsAt(loader, more, [...at.slice(0, -1), 'args']),
  };
  checkTemplates(loader, value, at);
  checkTemplates(loader, more, [...at.slice(0, -1), 'args']);
  return args;
}

// eslint-disable-next-line max-params -- Where it stands, what it is and who asks.
function readOwn(loader: Loader, name: string, value: unknown, at: YamlPath): Vars {
  if (typeof value !== 'string' && typeof value !== 'number') return readVarsAt(loader, value, at);
  const isRaw = RAW.includes(name);
  const form = readFreeForm(String(value), isRaw ? OPTIONS : null);
  if (form === null) {
    loader.report(at, `${name}: a quote or a template is not closed`);
    return {};
  }
  if (form.raw === '') return form.args;
  if (isRaw) return { ...form.args, [RAW_PARAMS]: form.raw };
  loader.report(
    at,
    `${name}: write its arguments as a mapping, or as \`name=value\`: "${form.raw}" is neither`,
  );
  return {};
}

export interface Given {
  readonly name: string;
  readonly args: Vars;
  readonly undo: readonly string[] | null;
  readonly inherited: Inherited;
}

/** The arguments of a module on one host: rendered, with what only the controller knows. */
export function moduleArgs(loader: Loader, given: Given): (vars: Vars) => Vars {
  const { templating } = loader;
  const extras = moduleExtras(loader, given);
  return (vars) => {
    const plain = rendered(templating, extras.plain, vars);
    const exported = exportsOf(given.inherited.environment ?? [], vars, templating);
    return {
      ...plain,
      ...extras.resolve(plain, vars),
      stem_become: becomes(given.inherited, vars, templating),
      ...(exported.length > 0 && { stem_environment: exported }),
      ...(given.undo !== null && {
        [UNDO]: [...exported, ...undoText(given.undo, vars, templating)],
      }),
    };
  };
}

/** An argument that is `omit` is left out. */
export const rendered = (templating: Templating, args: Vars, vars: Vars): Vars =>
  templating.render(args as Value, vars) as unknown as Vars; // A mapping comes back as one.

/** Ansible's order: the var wins over what the playbook says. */
function becomes({ become = false }: Inherited, vars: Vars, templating: Templating): boolean {
  const read = flag(templating.render(vars['ansible_become'] ?? become, vars));
  if (!(read instanceof Problem)) return read;
  throw new StemError(`become must be ${read.expected}`, {
    code: 'VARS_INVALID',
    hint: 'Mend `become`, or the var ansible_become.',
  });
}

/** The first command that fails ends it. */
function undoText(undo: readonly string[], vars: Vars, templating: Templating): Content {
  const texts = undo.map((command) => templating.render(command, vars));
  const parts = texts.flatMap((text, index): readonly Value[] => {
    const before = index === 0 ? '' : '\n';
    return Array.isArray(text) ? [before, ...(text as readonly Value[])] : [before, text];
  });
  return [undo.length > 1 ? 'set -e\n' : '', ...parts].filter((part) => part !== '') as Content;
}
