import { StemError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import type { Vars } from '../../model/params.ts';
import { defineStep, satisfied } from '../../model/step.ts';
import { withoutSecrets } from './debug.ts';

/** What is no fact among the arguments. */
const OURS = ['cacheable', 'inventory_hostname'];

/** Ansible's `set_fact`: vars of the host for what follows. */
export const setFactStep = defineStep({
  id: 'generic/set-fact',
  title: 'Set vars of the host',
  on: 'any',
  interrupted: 'check-again',
  takes: { known: null, instead: {} },
  params: readFacts,
  facts: () => ({}),
  check: (_, facts) => satisfied(Object.keys(facts).join(', ')),
  output: (_, facts) => ({ ansible_facts: facts }),
  apply: () => [],
  expect: (facts) => facts,
  verify: (_, facts) => ({ ok: true, output: { ansible_facts: facts } }),
  rollback: { kind: 'nothing-to-undo', because: 'it is known to this run only' },
});

function readFacts(vars: Vars): Readonly<Record<string, Json>> {
  const entries = Object.entries(vars).filter(
    ([name]) => !OURS.includes(name) && !name.startsWith('stem_'),
  );
  const wrong = entries.find(([name]) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong === undefined && entries.length > 0)
    return Object.fromEntries(entries.map(([name, value]) => [name, withoutSecrets(value)]));
  throw new StemError(
    wrong === undefined
      ? 'No key/value pairs provided, at least one is required for this action to succeed'
      : `The variable name '${wrong[0]}' is not valid`,
    { code: 'VARS_INVALID', hint: 'Write `name: value` with letters, digits and underscores.' },
  );
}
