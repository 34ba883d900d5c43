import type { Value, Vars } from '../model/params.ts';
import type { Content, Secret } from '../model/secret.ts';
import type { FileOptions, Templating } from '../model/templating.ts';
import type { Body } from './ast.ts';
import { isDict } from './cell.ts';
import { check } from './check.ts';
import { compileCondition } from './condition.ts';
import { dictValue, valueOfCell } from './export.ts';
import type { TemplatingPorts } from './globals.ts';
import { parseTemplate } from './parse-template.ts';
import { TemplateProblem } from './problem.ts';
import { isTemplate, lift, PLAYBOOK_OPTIONS, startRendering, type Templates } from './rendering.ts';
import { shortened, telling } from './telling.ts';

export type { TemplatingPorts } from './globals.ts';

const MOST_TEMPLATES = 2000;

/** Jinja for playbooks. Templates are read once and kept. */
export function createTemplating(ports: TemplatingPorts = {}): Templating {
  const known = new Map<string, Body>();
  const templates: Templates = {
    read: (text, options) => {
      const key = `${JSON.stringify(options)}${text}`;
      const body = known.get(key) ?? parseTemplate(text, options);
      if (known.size >= MOST_TEMPLATES) known.clear();
      known.set(key, body);
      return body;
    },
    ports,
  };
  return {
    render: (value, vars) => renderValue(templates, value, vars),
    renderFile: (text, vars, options = {}) => renderFile(templates, { text, vars, options }),
    compile: (expression) => compileCondition(templates, expression),
    problemOf: (text) => problemOf(templates, text),
  };
}

function renderValue(templates: Templates, value: Value, vars: Vars): Value {
  return telling(null, () => {
    const cell = startRendering(templates, vars).render(lift(value));
    return isDict(cell) ? dictValue(cell) : valueOfCell(cell);
  });
}

function renderFile(
  templates: Templates,
  {
    text,
    vars,
    options,
  }: { readonly text: string; readonly vars: Vars; readonly options: FileOptions },
): Content {
  return telling(text, () => {
    const { trimBlocks = true, lstripBlocks = false } = options;
    const cell = startRendering(templates, vars).renderFile(text, { trimBlocks, lstripBlocks });
    if (typeof cell === 'string') return [cell];
    const value = valueOfCell(cell);
    return Array.isArray(value) ? (value as Content) : [value as string | Secret];
  });
}

function problemOf(templates: Templates, text: string): string | null {
  if (!isTemplate(text)) return null;
  try {
    check(templates.read(text, PLAYBOOK_OPTIONS));
    return null;
  } catch (error) {
    if (error instanceof TemplateProblem) return `${error.message} (in ${shortened(text)})`;
    throw error;
  }
}
