import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** A playbook for both tools, as it stands in one of the files below `playbooks/`. */
export interface PlaybookCase {
  readonly name: string;
  /**
   * Its tasks have names of one letter, by which results are told apart. `{{ dir }}` is a fresh folder, one for each
   * tool, which all hosts of the case share.
   */
  readonly playbook: string;
  /** Its devices are called one, two and three. One, where nothing is said. */
  readonly hosts?: number;
  /** How many of them are meant, where not all are. */
  readonly confirmed?: number;
  /** It reboots its device: so that has to be one of its own, for each tool. */
  readonly reboots?: true;
  /** Tasks whose ends differ on purpose: docs/playbooks.md says how. */
  readonly unlike?: readonly string[];
  /** Options of both tools. */
  readonly options?: readonly string[];
  /** Options of ours alone, for what we do otherwise where nothing is said. */
  readonly ours?: readonly string[];
  /** At least one host fails. */
  readonly fails?: true;
  /** Ours undoes what it did where a host fails: then files are not compared. */
  readonly isUndone?: true;
  /** Keys of results that differ on purpose: each is in the table of docs/playbooks.md. */
  readonly others?: readonly string[];
}

/** Where the cases lie, with the files, templates and vars that they name. */
export const PLAYBOOKS = fileURLToPath(new URL('playbooks', import.meta.url));

export const ALL_CASES: readonly PlaybookCase[] = readdirSync(PLAYBOOKS)
  .filter((name) => name.endsWith('.yml') && name !== 'vars.yml')
  .sort()
  .flatMap((name) => parse(readFileSync(`${PLAYBOOKS}/${name}`, 'utf8')) as PlaybookCase[]);

/** `STEM_CASES=REGEXP` chooses some by their names, for whoever looks for a cause. */
const CHOSEN = new RegExp(process.env['STEM_CASES'] ?? '');
export const CASES = ALL_CASES.filter(({ name }) => CHOSEN.test(name));
