import { run } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import { content, Problem, type Value } from '../../model/params.ts';
import type { Content } from '../../model/secret.ts';
import type { Step } from '../../model/step.ts';
import { StemError } from '../../model/errors.ts';

/** The argument that carries the text of `undo:` to the step. */
export const UNDO = 'stem_undo';

interface Undoable {
  readonly own: unknown;
  readonly undo: Content;
}

/**
 * A step with an `undo:` of the playbook: shell text that runs as root before the step's own way back. It runs whether or
 * not the task got to its end: it must allow both.
 */
export function withUndo(step: Step): Step {
  const own = (params: unknown): unknown => (params as Undoable).own;
  const { rollback } = step;
  return {
    ...step,
    params: (vars): Undoable => ({ own: step.params(vars), undo: undoOf(vars[UNDO]) }),
    facts: (params) => step.facts(own(params)),
    check: (facts, params) => step.check(facts, own(params)),
    ...(step.findings !== undefined && {
      findings: (facts, params) => step.findings?.(facts, own(params)) ?? [],
    }),
    ...(step.output !== undefined && {
      output: (facts, params) => step.output?.(facts, own(params)) ?? null,
    }),
    apply: (facts, params) => step.apply(facts, own(params)),
    expect: (facts, params) => step.expect(facts, own(params)),
    verify: (facts, params, results) => step.verify(facts, own(params), results),
    rollback: {
      kind: 'undo',
      actions: (before, now, params) => [
        { ...run(sh('sh', '-s')), stdin: (params as Undoable).undo },
        ...(rollback.kind === 'undo' ? rollback.actions(before, now, own(params)) : []),
      ],
    },
  };
}

function undoOf(value: Value | undefined): Content {
  const read = content(value);
  if (!(read instanceof Problem)) return read;
  throw new StemError(`undo must be ${read.expected}`, {
    code: 'VARS_INVALID',
    hint: 'Write shell text, or a list of commands.',
  });
}
