import { defineStep, satisfied } from '../../model/step.ts';
import type { MetaKind } from '../../model/task.ts';
import { nearest } from '../nearest.ts';
import { allOf, within } from './inherited.ts';
import type { Around, Loader } from './loader.ts';
import type { PlaybookTask } from './playbook.ts';
import { readText, type Located } from './reading.ts';

/** What a `meta` task does here, in words for a plan. */
const DOES: Readonly<Record<MetaKind, string>> = {
  flush_handlers: 'handlers that wait run here',
  end_host: 'the play ends here for this host',
  end_play: 'the play ends here for this host',
  end_batch: 'the play ends here for this host',
  reset_connection: 'the next task makes a new connection',
};

export const META_NAMES: readonly string[] = [...Object.keys(DOES), 'noop'];

const REFUSED: Readonly<Record<string, string>> = {
  clear_host_errors:
    'a host that fails is rolled back and goes no further: put what may fail into a block with `rescue`',
  refresh_inventory: 'the inventory is read once, before any device is touched: take it out',
  clear_facts: 'facts are asked anew by `setup:`: take it out',
  role_complete: 'there are no roles here: take it out',
};

const KEYS: readonly string[] = ['meta', 'name', 'when', 'tags', 'vars'];

/**
 * `meta`: it steers the walk through the tasks, and changes nothing. Null where that needs no task of its own, or where a
 * problem was reported.
 */
export function readMeta(
  loader: Loader,
  { value, at }: Located,
  around: Around,
): PlaybookTask | null {
  const kind = kindOf(loader, { value, at });
  for (const key of Object.keys(value).filter((each) => !KEYS.includes(each)))
    loader.report([...at, key], `a meta task has no ${key}: write it at the tasks themselves`);
  if (around.isHandler) loader.report(at, 'a handler runs a module: `meta` is for tasks');
  const inner = within(loader, { value, at }, around);
  if (kind === null || around.isHandler) return null;
  if (kind === 'flush_handlers' && inner.when.length === 0) {
    loader.isFlushed = true;
    return null;
  }
  const name = readText(loader, value['name'], [...at, 'name']) ?? `meta ${kind}`;
  return metaTask(loader, { name, kind }, inner);
}

function metaTask(
  loader: Loader,
  { name, kind }: { readonly name: string; readonly kind: MetaKind },
  { place, play, tags, on, vars, when, within: places }: Around,
): PlaybookTask {
  const test = allOf(when);
  const isFlushed = loader.isFlushed;
  loader.isFlushed = false;
  return {
    key: META_STEP.id,
    ...{ name, place, play, tags },
    step: META_STEP,
    args: () => ({ says: DOES[kind] }),
    hasAllArgs: true,
    isModule: true,
    meta: kind,
    ...(on !== null && { on }),
    ...(Object.keys(vars).length > 0 && { vars }),
    ...(test !== null && { when: test }),
    ...(places.length > 0 && { within: places }),
    ...(isFlushed && { isFlushed }),
  };
}

function kindOf(loader: Loader, { value, at }: Located): MetaKind | null {
  const { meta } = value;
  if (isMeta(meta)) return meta;
  if (meta === 'noop') return null;
  const word = typeof meta === 'string' ? meta : '';
  const refused = Object.hasOwn(REFUSED, word) ? REFUSED[word] : undefined;
  loader.report(
    [...at, 'meta'],
    refused === undefined
      ? `there is no meta ${word}: write one of ${META_NAMES.join(', ')}${nearest(word, META_NAMES)}`
      : `meta ${word} is not here: ${refused}`,
  );
  return null;
}

const isMeta = (meta: unknown): meta is MetaKind =>
  typeof meta === 'string' && Object.hasOwn(DOES, meta);

/** It asks nothing and changes nothing: the engine looks at the task. */
export const META_STEP = defineStep({
  id: 'generic/meta',
  title: 'Steer the walk through the tasks',
  on: 'any',
  interrupted: 'check-again',
  params: ({ says = '' }) => ({ says: typeof says === 'string' ? says : '' }),
  facts: () => ({}),
  check: (_, { says }) => satisfied(says),
  apply: () => [],
  expect: (facts) => facts,
  verify: () => ({ ok: true }),
  rollback: { kind: 'nothing-to-undo', because: 'it changes nothing' },
});
