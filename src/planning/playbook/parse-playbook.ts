import { StemError } from '../../model/errors.ts';
import type { Step } from '../../model/step.ts';
import { nearest } from '../nearest.ts';
import { parseTask, readWhen } from './parse-task.ts';
import { PHASES, type PhaseName, type Playbook } from './playbook.ts';
import {
  checkKeys,
  isMapping,
  readName,
  readVarsAt,
  type LineOf,
  type Mapping,
  type Reading,
  type YamlPath,
} from './reading.ts';
import { readSerial, type SerialSize } from './serial.ts';
import { withKeys, type LocatedPhase } from './task-keys.ts';

export interface PlaybookContext {
  /** The file, for errors. */
  readonly from: string;
  readonly steps: ReadonlyMap<string, Step>;
  /** Where a value begins in the file, counted from 1. */
  readonly lineOf?: LineOf;
}

const PLAY_KEYS = ['name', 'hosts', 'serial', 'max_fail_percentage', 'vars', 'tasks'];
const USE_INVENTORY = 'set ansible_user and ansible_become in the inventory';
const USE_BLOCKS = 'write the tasks into the blocks prepare, install and finish';
const PLAY_INSTEAD: Readonly<Record<string, string>> = {
  any_errors_fatal: 'write `max_fail_percentage: 0`',
  become: USE_INVENTORY,
  become_user: USE_INVENTORY,
  remote_user: USE_INVENTORY,
  gather_facts: 'take it out, every step asks what it needs',
  handlers: USE_BLOCKS,
  post_tasks: USE_BLOCKS,
  pre_tasks: USE_BLOCKS,
  roles: USE_BLOCKS,
  strategy: 'take it out, hosts of a batch never wait for each other',
  tags: 'it is not supported yet',
  vars_files: 'it is not supported yet, write the vars below `vars:`',
};
const BLOCK_KEYS = ['name', 'block', 'when', 'vars'];
const BLOCK_INSTEAD: Readonly<Record<string, string>> = {
  rescue: 'every step brings its own rollback',
  always: 'every step brings its own rollback',
};

/**
 * Reads a playbook from its parsed YAML. Whatever is outside of our part of Ansible's grammar is an error with what to
 * write instead; all errors are told at once. @throws StemError PLAYBOOK_INVALID
 */
export function parsePlaybook(data: unknown, context: PlaybookContext): Playbook {
  const problems: string[] = [];
  const report = (path: YamlPath, says: string): void => {
    problems.push(`${placeOf(path, context)}: ${says}`);
  };
  const playbook = parsePlays({ report }, data, context.steps);
  if (playbook !== null && problems.length === 0) return playbook;
  throw new StemError(problems.join('\n'), {
    code: 'PLAYBOOK_INVALID',
    hint: 'Change the playbook; playbooks/migrate.yml is one to compare with.',
  });
}

/** The nearest place that has a line: a missing key has none. */
function placeOf(path: YamlPath, { from, lineOf }: PlaybookContext): string {
  for (let length = path.length; lineOf !== undefined && length >= 0; length -= 1) {
    const place = lineOf(path.slice(0, length));
    if (place !== undefined) return `${from}:${String(place.line)}:${String(place.column)}`;
  }
  return path.length === 0 ? from : `${from}: ${path.join('.')}`;
}

function parsePlays(
  reading: Reading,
  data: unknown,
  steps: ReadonlyMap<string, Step>,
): Playbook | null {
  const plays: readonly unknown[] = Array.isArray(data) ? data : [];
  const [play] = plays;
  if (plays.length > 1)
    reading.report([1], 'a playbook has one play for now: put its tasks into the first');
  if (isMapping(play)) return parsePlay(reading, play, steps);
  reading.report([], 'a playbook is a list of one play: `- name: …`, hosts and tasks below it');
  return null;
}

function parsePlay(reading: Reading, play: Mapping, steps: ReadonlyMap<string, Step>): Playbook {
  checkKeys(
    reading,
    { at: [0], value: play, what: 'play' },
    { known: PLAY_KEYS, instead: PLAY_INSTEAD },
  );
  return {
    name: readName(reading, play['name'], [0]),
    hosts: readHosts(reading, play['hosts']),
    serial: readSerialAt(reading, play['serial']),
    maxFailPercentage: readPercentage(reading, play['max_fail_percentage']),
    vars: readVarsAt(reading, play['vars'], [0, 'vars']),
    phases: withKeys(reading, parseBlocks(reading, play['tasks'], steps)),
  };
}

function readHosts(reading: Reading, value: unknown): string {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  const patterns = given.filter((each) => typeof each === 'string' && each.trim() !== '');
  const isWhole = patterns.length === given.length && patterns.length > 0;
  // A colon parts terms only where there is no comma.
  if (isWhole && (patterns.length === 1 || !patterns.join('').includes(':')))
    return patterns.join(',');
  reading.report([0, 'hosts'], 'hosts must be a pattern, like `all` or `web:!web3`');
  return '';
}

function readSerialAt(reading: Reading, value: unknown): readonly SerialSize[] {
  const serial = value === undefined ? [] : readSerial(value);
  if (serial === null)
    reading.report(
      [0, 'serial'],
      'serial must be a number of hosts, a share like 10%, or a list of these',
    );
  return serial ?? [];
}

function readPercentage(reading: Reading, value: unknown): number | null {
  if (value === undefined) return null;
  const text = typeof value === 'number' ? String(value) : value;
  const digits = typeof text === 'string' && /^\d+(?:\.\d+)?%?$/.test(text) ? text : '';
  const percent = digits === '' ? NaN : Number(digits.replace('%', ''));
  if (percent >= 0 && percent <= 100) return percent;
  reading.report([0, 'max_fail_percentage'], 'max_fail_percentage must be from 0 to 100');
  return null;
}

function parseBlocks(
  reading: Reading,
  value: unknown,
  steps: ReadonlyMap<string, Step>,
): readonly LocatedPhase[] {
  if (!Array.isArray(value) || value.length === 0) {
    reading.report([0, 'tasks'], 'tasks must be a list of blocks named prepare, install, finish');
    return [];
  }
  const blocks: readonly unknown[] = value;
  const phases = blocks
    .map((block, index) => parseBlock(reading, { block, at: [0, 'tasks', index] }, steps))
    .filter((phase) => phase !== null);
  for (const [index, { name }] of phases.entries()) {
    const before = phases[index - 1];
    if (before !== undefined && PHASES.indexOf(before.name) >= PHASES.indexOf(name))
      reading.report([0, 'tasks', index], `the block ${name} can't follow ${before.name}`);
  }
  return phases;
}

function parseBlock(
  reading: Reading,
  { block, at }: { readonly block: unknown; readonly at: YamlPath },
  steps: ReadonlyMap<string, Step>,
): LocatedPhase | null {
  if (!isMapping(block) || !Array.isArray(block['block'])) {
    reading.report(at, 'tasks stand in a block: `- name: prepare`, and `block:` below it');
    return null;
  }
  checkKeys(
    reading,
    { at, value: block, what: 'block' },
    { known: BLOCK_KEYS, instead: BLOCK_INSTEAD },
  );
  const { name } = block;
  if (!isPhase(name)) {
    const guess = typeof name === 'string' ? nearest(name, PHASES) : '';
    reading.report([...at, 'name'], `a block is named prepare, install or finish${guess}`);
    return null;
  }
  const vars = readVarsAt(reading, block['vars'], [...at, 'vars']);
  const when = readWhen(reading, block['when'], [...at, 'when']);
  const tasks = block['block'].flatMap((value: unknown, index) => {
    const where = [...at, 'block', index];
    const task = parseTask(reading, { value, at: where }, { phase: name, steps, vars, when });
    return task === null ? [] : [{ task, where }];
  });
  return { name, tasks: tasks.map(({ task }) => task), at: tasks.map(({ where }) => where) };
}

const isPhase = (name: unknown): name is PhaseName => PHASES.some((phase) => phase === name);
