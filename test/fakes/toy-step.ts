import { defineStep, satisfied, type Step } from '../../src/model/step.ts';

/** A step that finds nothing to do. A test gives it what it is about. */
export const toyStep = (id: string, more: Partial<Step> = {}): Step =>
  defineStep({
    id,
    title: id,
    on: 'any',
    interrupted: 'check-again',
    params: () => ({}),
    facts: () => ({}),
    check: () => satisfied('a toy'),
    apply: () => [],
    expect: (facts) => facts,
    verify: () => ({ ok: true }),
    rollback: { kind: 'nothing-to-undo', because: 'a toy' },
    ...more,
  });
