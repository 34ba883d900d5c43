import { StemError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Value, Vars } from '../model/params.ts';
import { Secret, type Content } from '../model/secret.ts';
import type { Templating } from '../model/templating.ts';
import { compileWhen } from '../planning/playbook/when.ts';

/** For now: names and attributes between braces, and nothing else. */
export function createTemplating(): Templating {
  return {
    render: (value, vars) => renderAny(value, vars),
    renderFile: (text, vars) => {
      const value = renderText(text, vars);
      return Array.isArray(value) ? (value as Content) : [value as string | Secret];
    },
    compile: (expression) => compileWhen(expression),
    problemOf: () => null,
  };
}

function renderAny(value: Value, vars: Vars): Value {
  if (typeof value === 'string') return renderText(value, vars);
  if (value instanceof Secret || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Value) => renderAny(item, vars)) as Value;
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, renderAny(item, vars)]),
  ) as unknown as Value;
}

const VARIABLE = /\{\{\s*([A-Za-z_]\w*(?:\.\w+)*)\s*\}\}/g;

function renderText(text: string, vars: Vars): Value {
  const [only] = text.matchAll(VARIABLE);
  if (only?.[0] === text) return lookUp(vars, only[1] ?? '', text);
  const parts: (string | Secret)[] = [];
  let from = 0;
  for (const found of text.matchAll(VARIABLE)) {
    const value = lookUp(vars, found[1] ?? '', text);
    parts.push(
      text.slice(from, found.index),
      value instanceof Secret ? value : typeof value === 'string' ? value : JSON.stringify(value),
    );
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return parts.some((part) => part instanceof Secret) ? parts : parts.map(String).join('');
}

function lookUp(vars: Vars, path: string, text: string): Value {
  let value: unknown = vars;
  for (const key of path.split('.'))
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined;
  if (value !== undefined) return renderAny(value as Value, vars);
  throw new StemError(`${path} is not defined, and "${text}" asks for it`, {
    code: 'TEMPLATE_FAILED',
    hint: `Set it, or write \`${path} | default(…)\`.`,
  });
}
