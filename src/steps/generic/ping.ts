import { readModule, word } from '../../model/module-params.ts';
import { optional } from '../../model/params.ts';
import { defineStep, satisfied } from '../../model/step.ts';

/** Ansible's `ping`: whoever gets so far has logged in, and may become who was asked for. */
export const pingStep = defineStep({
  id: 'generic/ping',
  title: 'Reach the device',
  on: 'any',
  interrupted: 'check-again',
  takes: { known: ['data'], instead: {} },
  params: (vars) => readModule<{ data: string }>(vars, { data: optional(word, 'pong') }),
  facts: () => ({}),
  check: () => satisfied('it answers'),
  output: (_, { data }) => ({ ping: data }),
  apply: () => [],
  expect: (facts) => facts,
  verify: (_, { data }) => ({ ok: true, output: { ping: data } }),
  rollback: { kind: 'nothing-to-undo', because: 'it only looks' },
});
