import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toyStep } from '../../../test/fakes/toy-step.ts';
import { run } from '../../model/action.ts';
import { sh } from '../../model/command.ts';
import type { Step } from '../../model/step.ts';
import { UNDO, withUndo } from './undo.ts';

const STEP: Step = toyStep('generic/shell', {
  params: (vars) => ({ read: vars['a'] }),
  check: (_, params) => ({ kind: 'needed', because: JSON.stringify(params) }),
  verify: (_, params) => ({ ok: true, output: JSON.stringify(params) }),
  output: (_, params) => JSON.stringify(params),
});

const undoOf = (step: Step): readonly unknown[] => {
  const undone = withUndo(step);
  assert.ok(undone.rollback.kind === 'undo', 'it has a way back');
  return undone.rollback.actions({}, {}, undone.params({ a: 1, [UNDO]: 'rm x' }));
};

describe('a step with an undo of the playbook', () => {
  it('is the same step with the same parameters', () => {
    const step = withUndo(STEP);
    const params = step.params({ a: 1, [UNDO]: 'rm x' });
    const own = '{"read":1}';
    assert.deepEqual(step.check({}, params), { kind: 'needed', because: own });
    assert.deepEqual(step.verify({}, params, []), { ok: true, output: own });
    assert.equal(step.output?.({}, params), own);
    assert.deepEqual(
      [step.facts(params), step.apply({}, params), step.expect({}, params)],
      [...[{}, [], {}]],
    );
    assert.equal('findings' in step, false);
  });

  it('undoes by that text, as root and by stdin, then in its own way', () => {
    const text = { ...run(sh('sh', '-s')), stdin: ['rm x'] };
    assert.deepEqual(undoOf(STEP), [text]);
    const own = run(sh('own'));
    assert.deepEqual(undoOf({ ...STEP, rollback: { kind: 'undo', actions: () => [own] } }), [
      ...[text, own],
    ]);
  });

  it('is blocked where the undo is no text', () => {
    assert.throws(() => withUndo(STEP).params({ [UNDO]: 5 }), {
      code: 'VARS_INVALID',
      message: 'undo must be a text',
    });
  });
});
