import { nearest } from '../planning/nearest.ts';
import type { Filter } from './filter.ts';
import { CHOICE_FILTERS } from './filters/choices.ts';
import { DATA_FILTERS } from './filters/data.ts';
import { EACH_FILTERS } from './filters/each.ts';
import { LIST_FILTERS } from './filters/lists.ts';
import { MAPPING_FILTERS } from './filters/mappings.ts';
import { NUMBER_FILTERS } from './filters/numbers.ts';
import { PATH_FILTERS } from './filters/paths.ts';
import { REGEX_FILTERS } from './filters/regex.ts';
import { TEXT_FILTERS } from './filters/text.ts';
import { TemplateProblem } from './problem.ts';

const FILTERS: ReadonlyMap<string, Filter> = new Map([
  ...CHOICE_FILTERS,
  ...DATA_FILTERS,
  ...EACH_FILTERS,
  ...LIST_FILTERS,
  ...MAPPING_FILTERS,
  ...NUMBER_FILTERS,
  ...PATH_FILTERS,
  ...REGEX_FILTERS,
  ...TEXT_FILTERS,
]);

const CHANCE = 'a run must come out the same twice';
const CLOCK = 'a run does not depend on the time: register the output of `date`';
const DISK = 'a template reads nothing from this machine';

/** Ansible's, with the reason why they are not here. */
const WITHHELD: ReadonlyMap<string, string> = new Map([
  ['random', CHANCE],
  ['shuffle', CHANCE],
  ['password_hash', 'a salt is random, and a run must come out the same twice'],
  ['strftime', CLOCK],
  ['to_datetime', CLOCK],
  ['fileglob', DISK],
  ['realpath', DISK],
  ['expanduser', DISK],
  ['expandvars', DISK],
  ['vault', 'encrypt with ansible-vault'],
  ['unvault', 'write the value with !vault'],
]);

/** @throws TemplateProblem with the nearest name, or the reason why it is not to be had */
export function filterNamed(name: string): Filter {
  const filter = FILTERS.get(name);
  if (filter !== undefined) return filter;
  const because = WITHHELD.get(name);
  throw new TemplateProblem(
    because === undefined
      ? `there is no filter "${name}"${nearest(name, FILTERS.keys())}`
      : `the filter "${name}" is not to be had: ${because}`,
  );
}

export const filterExists = (name: string): boolean => FILTERS.has(name);
