import type { Place } from '../../model/task.ts';
import { nearest } from '../nearest.ts';
import { within } from './inherited.ts';
import { BLOCK_INSTEAD } from './instead.ts';
import { BLOCK_KEYS } from './keys.ts';
import type { Around, Loader } from './loader.ts';
import { parseTask } from './parse-task.ts';
import { PHASES, SYSTEM_OF, type PhaseName, type PlaybookTask } from './playbook.ts';
import { checkKeys, isMapping, readText, type Located, type YamlPath } from './reading.ts';

/** A list of tasks and blocks, flat: each task knows the blocks that it stands in. */
export function parseTasks(
  loader: Loader,
  { value, at }: { readonly value: unknown; readonly at: YamlPath },
  around: Around,
): readonly PlaybookTask[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    loader.report(at, `${String(at.at(-1))} must be a list of tasks`);
    return [];
  }
  const items: readonly unknown[] = value;
  return items.flatMap((item, index) => {
    const where = [...at, index];
    if (isMapping(item) && item['block'] !== undefined)
      return parseBlock(loader, { value: item, at: where }, around);
    const task = parseTask(loader, { value: item, at: where }, around);
    return task === null ? [] : [task];
  });
}

const PARTS = ['block', 'rescue', 'always'] as const;

function parseBlock(loader: Loader, block: Located, around: Around): readonly PlaybookTask[] {
  const { value, at } = block;
  checkKeys(loader, { at, value, what: 'block' }, { known: BLOCK_KEYS, instead: BLOCK_INSTEAD });
  readText(loader, value['name'], [...at, 'name']);
  const phase = phaseOf(loader, block, around);
  const inner = within(loader, block, around);
  if (phase !== null) loader.isFlushed = true;
  const hasParts = value['rescue'] !== undefined || value['always'] !== undefined;
  loader.blocks += 1;
  const id = String(loader.blocks);
  return PARTS.flatMap((part) => {
    const place: readonly Place[] = hasParts ? [{ block: id, part }] : [];
    return parseTasks(
      loader,
      { value: value[part], at: [...at, part] },
      {
        ...inner,
        within: [...around.within, ...place],
        ...(phase !== null && { place: phase, on: SYSTEM_OF[phase] }),
      },
    );
  });
}

/** The outermost blocks of a migration may be phases. */
function phaseOf(loader: Loader, { value, at }: Located, around: Around): PhaseName | null {
  const { name } = value;
  if (!around.isMigration || around.on !== null || around.within.length > 0) return null;
  const phase = PHASES.find((each) => each === name) ?? null;
  const guess = phase === null && typeof name === 'string' ? nearest(name, PHASES) : '';
  if (guess !== '')
    loader.report([...at, 'name'], `a phase is named prepare, install or finish${guess}`);
  return phase;
}
