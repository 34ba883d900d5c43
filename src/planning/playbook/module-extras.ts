import type { Value, Vars } from '../../model/params.ts';
import type { Test } from '../../model/task.ts';
import { hasCode } from '../../model/errors.ts';
import type { ControllerFile, Loader } from './loader.ts';
import { hasTemplate } from './reading.ts';

/** What a module gets that it could not know itself: files of the controller, and the answers of expressions. */
interface Extras {
  /** The arguments that are simply rendered. */
  readonly plain: Vars;
  resolve(args: Vars, vars: Vars): Vars;
}

interface Given {
  readonly name: string;
  readonly args: Vars;
}

const NONE = (): Vars => ({});

export function moduleExtras(loader: Loader, given: Given): Extras {
  const { name, args } = given;
  switch (name) {
    case 'assert':
      return assertion(loader, args);
    case 'debug':
      return debugged(loader, args);
    case 'template':
      return { plain: args, resolve: (plain, vars) => templated(loader, plain, vars) };
    case 'copy':
      return { plain: args, resolve: (plain) => copied(loader, plain) };
    case 'script':
      return { plain: args, resolve: (plain) => scripted(loader, plain) };
    default:
      return { plain: args, resolve: NONE };
  }
}

/** `that` becomes a list of each expression with its answer. */
function assertion(loader: Loader, { that, ...plain }: Vars): Extras {
  const given: readonly unknown[] = Array.isArray(that) ? that : [that ?? null];
  const tests = given.map((each) => ({ text: String(each), test: compiled(loader, each) }));
  return {
    plain,
    resolve: (_, vars) => ({
      that: tests.map(({ text, test }) => ({ assertion: text, evaluated_to: test(vars) })),
    }),
  };
}

function compiled(loader: Loader, value: unknown): Test {
  if (typeof value === 'boolean') return () => value;
  const result = loader.templating.compile(String(value));
  return result.kind === 'test' ? result.test : () => false;
}

/** Why `that` of an assertion can't be read; null where all of it can. */
export function problemOfThat(loader: Loader, that: unknown): string | null {
  const given: readonly unknown[] = Array.isArray(that) ? that : [that];
  for (const each of given) {
    if (typeof each === 'boolean') continue;
    if (typeof each !== 'string') return 'that: write an expression, or a list of them';
    const result = loader.templating.compile(each);
    if (result.kind === 'problem') return `that: ${result.problem}`;
  }
  return null;
}

const NOT_DEFINED = 'VARIABLE IS NOT DEFINED!';

/** `var` is the name of what is shown; its value comes beside it. */
function debugged(loader: Loader, args: Vars): Extras {
  if (typeof args['var'] !== 'string') return { plain: args, resolve: NONE };
  return {
    plain: args,
    resolve: (plain, vars) => ({ stem_value: shown(loader, plain['var'] ?? null, vars) }),
  };
}

function shown({ templating }: Loader, name: Value, vars: Vars): Value {
  if (typeof name !== 'string') return name;
  try {
    return templating.render(`{{ ${name} }}`, vars);
  } catch (error) {
    if (hasCode(error, 'TEMPLATE_FAILED')) return NOT_DEFINED;
    throw error;
  }
}

const fileVars = ({ path, bytes, sha256, text }: ControllerFile): Vars => ({
  src: path,
  stem_file: { bytes, sha256, text },
});

function copied(loader: Loader, { src, remote_src: remote }: Vars): Vars {
  if (typeof src !== 'string' || isTrue(remote)) return {};
  return fileVars(loader.files.find('files', src));
}

function scripted(loader: Loader, { _raw_params: line, cmd }: Vars): Vars {
  const text = typeof line === 'string' ? line : cmd;
  const [, name = '', rest = ''] =
    /^(\S+)\s*(.*)$/s.exec(typeof text === 'string' ? text.trim() : '') ?? [];
  return name === '' ? {} : { ...fileVars(loader.files.find('files', name)), _raw_params: rest };
}

function templated(loader: Loader, args: Vars, vars: Vars): Vars {
  const { src } = args;
  if (typeof src !== 'string') return {};
  const file = loader.files.find('templates', src);
  const options = {
    ...(args['trim_blocks'] !== undefined && { trimBlocks: isTrue(args['trim_blocks']) }),
    ...(args['lstrip_blocks'] !== undefined && { lstripBlocks: isTrue(args['lstrip_blocks']) }),
  };
  const content = loader.templating.renderFile(file.text ?? '', vars, options);
  return { ...fileVars(file), content };
}

const isTrue = (value: Value | undefined): boolean =>
  value === true || (typeof value === 'string' && /^(?:true|yes|on)$/i.test(value));

/** Why a file that a task names can't be had; null where it can, or where only the run will know its name. */
export function problemOfFile(loader: Loader, given: Given): string | null {
  const name = fileNameOf(given);
  if (name === null || hasTemplate(name)) return null;
  try {
    const file = loader.files.find(given.name === 'template' ? 'templates' : 'files', name);
    if (given.name !== 'template') return null;
    return file.text === null ? `${name} is no text` : loader.templating.problemOf(file.text);
  } catch (error) {
    if (hasCode(error, 'FILE_UNREADABLE')) return error.message;
    throw error;
  }
}

/** The file of the controller that a task names; null where it names none. */
function fileNameOf({ name, args }: Given): string | null {
  if (name === 'script') {
    const line = args['_raw_params'] ?? args['cmd'];
    return typeof line === 'string' ? (line.trim().split(/\s/)[0] ?? null) : null;
  }
  const { src, remote_src: remote } = args;
  const isOurs = name === 'template' || (name === 'copy' && !isTrue(remote));
  return isOurs && typeof src === 'string' ? src : null;
}
