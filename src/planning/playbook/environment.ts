import { StemError } from '../../model/errors.ts';
import { anyContent } from '../../model/module-params.ts';
import { Problem, type Value, type Vars } from '../../model/params.ts';
import { Secret, type Content } from '../../model/secret.ts';
import type { Templating } from '../../model/templating.ts';
import { checkTemplates, type Environment, type Loader } from './loader.ts';
import { hasTemplate, isIdentifier, isMapping, readVarsAt, type YamlPath } from './reading.ts';

/** A mapping, a template that gives one, or a list of these. */
export function readEnvironment(loader: Loader, value: unknown, at: YamlPath): Environment {
  if (value === undefined || value === null) return [];
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  return given.flatMap((each, index) =>
    readLayer(loader, each, Array.isArray(value) ? [...at, index] : at),
  );
}

function readLayer(loader: Loader, value: unknown, at: YamlPath): Environment {
  checkTemplates(loader, value, at);
  if (typeof value === 'string' && hasTemplate(value)) return [value];
  if (isMapping(value)) return [readVarsAt(loader, value, at)];
  loader.report(at, 'environment must be a mapping, `NAME: value`, or a template that gives one');
  return [];
}

/**
 * Shell text that exports the environment of a task on one host: the inner values win. Empty where there is none. It goes
 * to a device by stdin alone: a secret may be in it. @throws StemError TEMPLATE_FAILED, VARS_INVALID
 */
export function exportsOf(environment: Environment, vars: Vars, templating: Templating): Content {
  const values = new Map<string, Value>();
  for (const layer of environment)
    for (const [name, value] of Object.entries(mappingOf(templating.render(layer as Value, vars))))
      values.set(name, value);
  return [...values].flatMap(([name, value]) => [
    `export ${name}='`,
    ...textOf(name, value).map(quoted),
    "'\n",
  ]);
}

function mappingOf(value: Value): Vars {
  if (!isMapping(value) || value instanceof Secret)
    throw invalid(`environment must be a mapping, and is ${JSON.stringify(value)}`);
  const wrong = Object.keys(value).find((name) => !isIdentifier(name));
  if (wrong !== undefined)
    throw invalid(`"${wrong}" can't be the name of a variable of a shell's environment`);
  return value;
}

/** As Python writes it: True, None. */
function textOf(name: string, value: Value): Content {
  const text = value === null ? ['None'] : anyContent(value);
  const isText = isMapping(value) && !(value instanceof Secret) ? false : isTextOf(value);
  if (text instanceof Problem || !isText) throw invalid(`environment: ${name} must be a text`);
  return text;
}

/** A list is a text where a secret is among its parts. */
const isTextOf = (value: Value): boolean =>
  !Array.isArray(value) || value.some((part) => (part as unknown) instanceof Secret);

/** Inside of single quotes. */
const quoted = (part: string | Secret): string | Secret =>
  part instanceof Secret ? new Secret(escaped(part.reveal())) : escaped(part);

const escaped = (text: string): string => text.replaceAll("'", String.raw`'\''`);

const invalid = (message: string): StemError =>
  new StemError(message, {
    code: 'VARS_INVALID',
    hint: 'Write `environment:` with `NAME: value` below it.',
  });
