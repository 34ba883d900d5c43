import { gathered } from '../../facts/gathered.ts';
import type { Json } from '../../model/json.ts';
import { readModule } from '../../model/module-params.ts';
import { optional, Problem, type Reader } from '../../model/params.ts';
import { defineStep, satisfied } from '../../model/step.ts';
import { setupFacts } from './shared/setup-facts.ts';

const list: Reader<readonly string[]> = (value) => {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  return given.every((each) => typeof each === 'string')
    ? given.flatMap((each) => each.split(',')).map((each) => each.trim())
    : new Problem('a list of texts');
};

/** Ansible's `setup`: what a shell can tell of the device, in `ansible_…` vars. */
export const setupStep = defineStep({
  id: 'generic/setup',
  title: 'Ask the device about itself',
  on: 'any',
  interrupted: 'check-again',
  takes: {
    known: ['filter', 'gather_subset', 'gather_timeout'],
    instead: { fact_path: 'read the file with `slurp:`, and `from_json`' },
  },
  params: (vars) =>
    readModule<{ filter: readonly string[]; gather_subset: readonly string[] }>(vars, {
      filter: optional<readonly string[]>(list, []),
      gather_subset: optional<readonly string[]>(list, ['all']),
    }),
  facts: ({ as }) => ({ found: gathered(as) }),
  check: () => satisfied('it was asked'),
  output: ({ found }, { filter }) => ({ ansible_facts: filtered(setupFacts(found), filter) }),
  apply: () => [],
  expect: (facts) => facts,
  verify: () => ({ ok: true }),
  rollback: { kind: 'nothing-to-undo', because: 'it only asks' },
});

/** With or without `ansible_`, and with `*` and `?`, as Ansible takes it. */
function filtered(
  facts: Readonly<Record<string, Json>>,
  filter: readonly string[],
): Readonly<Record<string, Json>> {
  if (filter.every((each) => each === '' || each === '*')) return facts;
  const tests = filter.map((each) => {
    const text = each.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
    return new RegExp(`^(?:ansible_)?${text.replaceAll('*', '.*').replaceAll('?', '.')}$`);
  });
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) =>
      tests.some((test) => test.test(name) || test.test(name.replace(/^ansible_/, ''))),
    ),
  );
}
