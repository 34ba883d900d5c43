import { readModule, word } from '../../model/module-params.ts';
import { optional } from '../../model/params.ts';
import { blocked, defineStep } from '../../model/step.ts';

/** Ansible's `fail`. */
export const failStep = defineStep({
  id: 'generic/fail',
  title: 'Fail',
  on: 'any',
  interrupted: 'check-again',
  takes: { known: ['msg', '_raw_params'], instead: {} },
  params: (vars) =>
    readModule<{ msg: string }>(vars, { msg: optional(word, 'Failed as requested from task') }),
  facts: () => ({}),
  check: (_, { msg }) => blocked(msg, 'The playbook says so: mend what it names, then resume.'),
  apply: () => [],
  expect: (facts) => facts,
  verify: (_, { msg }) => ({ ok: false, because: msg }),
  rollback: { kind: 'nothing-to-undo', because: 'it does nothing' },
});
