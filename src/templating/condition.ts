import type { Vars } from '../model/params.ts';
import type { Compiled } from '../model/templating.ts';
import type { Expression } from './ast.ts';
import { check } from './check.ts';
import { evaluate, truth } from './evaluate.ts';
import { parseExpression } from './parse-template.ts';
import { TemplateProblem, UndefinedProblem } from './problem.ts';
import { isTemplate, startRendering, type Templates } from './rendering.ts';
import { telling } from './telling.ts';

/** Compiles what stands behind `when:`. A template in it would be evaluated twice, so only a whole one is taken. */
export function compileCondition(templates: Templates, written: string): Compiled {
  const expression = withoutBraces(written);
  try {
    if (isTemplate(expression))
      throw new TemplateProblem('a template has no place in a condition: write the name alone');
    const node = parseExpression(expression);
    check(node);
    return {
      kind: 'test',
      test: (vars) => telling(expression, () => holds(templates, { node, expression, vars })),
    };
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    return { kind: 'problem', problem: `"${expression}" can't be read: ${error.message}` };
  }
}

/** Ansible warns of `when: "{{ x }}"`, and takes it. */
function withoutBraces(written: string): string {
  const text = written.trim();
  const inner = /^\{\{(.*)\}\}$/s.exec(text)?.[1];
  return inner === undefined || inner.includes('{{') ? text : inner.trim();
}

interface Condition {
  readonly node: Expression;
  readonly expression: string;
  readonly vars: Vars;
}

function holds(templates: Templates, { node, expression, vars }: Condition): boolean {
  const { scope } = startRendering(templates, vars, true);
  try {
    return truth(evaluate(node, scope), scope);
  } catch (error) {
    const forgiven = error instanceof UndefinedProblem ? forgive(error.variable, expression) : null;
    if (forgiven === null) throw error;
    return forgiven;
  }
}

const DEFINED = /(\w+)\s+(not\s+is|is|is\s+not)\s+(defined|undefined)/g;

/** Where a condition asks anywhere whether the missing var is defined, Ansible takes the answer for the whole. */
function forgive(variable: string, expression: string): boolean | null {
  for (const [, name, logic = '', state] of expression.matchAll(DEFINED))
    if (name === variable) return logic.includes('not') === (state === 'defined');
  return null;
}
