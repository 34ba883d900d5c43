import type { Vars } from '../../model/params.ts';
import { hasCode } from '../../model/errors.ts';
import { nearest } from '../nearest.ts';
import { gatheringTask } from './gather.ts';
import { within, withoutExtra } from './inherited.ts';
import { PLAY_INSTEAD } from './instead.ts';
import { PLAY_KEYS } from './keys.ts';
import type { Around, Loader, Section } from './loader.ts';
import { parseTasks } from './parse-block.ts';
import { PHASES, isPhase, type Play, type PlaybookTask } from './playbook.ts';
import {
  checkKeys,
  isMapping,
  readFlag,
  readText,
  readTexts,
  readVarsAt,
  type Located,
  type YamlPath,
} from './reading.ts';
import { readSerial, type SerialSize } from './serial.ts';

const NOTHING: Around = {
  place: 'tasks',
  play: 0,
  on: null,
  isMigration: false,
  isHandler: false,
  vars: {},
  when: [],
  within: [],
  tags: [],
  inherited: {},
};

export function parsePlay(loader: Loader, play: Located): Play {
  const { value, at } = play;
  checkKeys(loader, { at, value, what: 'play' }, { known: PLAY_KEYS, instead: PLAY_INSTEAD });
  const name = readText(loader, value['name'], [...at, 'name']);
  const hosts = readHosts(loader, value['hosts'], [...at, 'hosts']);
  const around = aroundOf(loader, play, name ?? hosts);
  return {
    name: name ?? hosts,
    hosts,
    serial: readSerialAt(loader, value['serial'], [...at, 'serial']),
    maxFailPercentage: readPercentage(loader, value['max_fail_percentage'], [
      ...at,
      'max_fail_percentage',
    ]),
    isAnyErrorFatal: around.inherited.isAnyErrorFatal ?? false,
    remoteUser: readText(loader, value['remote_user'], [...at, 'remote_user']),
    vars: around.vars,
    tasks: tasksOf(loader, play, around),
  };
}

function aroundOf(loader: Loader, play: Located, name: string): Around {
  const own = within(loader, { ...play, value: { ...play.value, when: undefined } }, NOTHING);
  const fromFiles = readVarsFiles(loader, play.value['vars_files'], [...play.at, 'vars_files']);
  return {
    ...own,
    play: Number(play.at[0]),
    isMigration: hasSteps(play.value),
    vars: {
      playbook_dir: loader.files.folder,
      ansible_play_name: name,
      ...own.vars,
      ...withoutExtra(loader, fromFiles),
    },
  };
}

export const hasSteps = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(
    ([key, inner]) =>
      (key.startsWith('stem.') && !key.startsWith('stem.generic.')) || hasSteps(inner),
  );

function readVarsFiles(loader: Loader, value: unknown, at: YamlPath): Vars {
  return readTexts(loader, value, at).reduce<Vars>((vars, file) => {
    try {
      return { ...vars, ...readVarsAt(loader, loader.files.readVars(file), at) };
    } catch (error) {
      if (!hasCode(error, 'FILE_UNREADABLE', 'PLAYBOOK_INVALID')) throw error;
      loader.report(at, error.message);
      return vars;
    }
  }, {});
}

const SECTIONS: readonly Section[] = ['pre_tasks', 'tasks', 'post_tasks', 'handlers'];

function tasksOf(loader: Loader, play: Located, around: Around): readonly PlaybookTask[] {
  const { value, at } = play;
  loader.notified.length = 0;
  const tasks = SECTIONS.flatMap((section) => {
    loader.isFlushed = section !== 'pre_tasks' && section !== 'handlers';
    const list = { value: value[section], at: [...at, section] };
    return parseTasks(loader, list, {
      ...around,
      place: section,
      isHandler: section === 'handlers',
    });
  });
  loader.isFlushed = false;
  checkPhases(loader, value['tasks'], [...at, 'tasks']);
  checkNotified(loader, tasks);
  if (SECTIONS.every((section) => value[section] === undefined))
    loader.report(at, 'the play has no tasks: write `tasks:` and a list below it');
  const wanted = readFlag(loader, value['gather_facts'], [...at, 'gather_facts']);
  const gathering = gatheringTask(loader, { value, wanted }, around);
  return gathering === null ? tasks : [gathering, ...tasks];
}

/** Devices boot the systems in this order, so it is the only one. */
function checkPhases(loader: Loader, value: unknown, at: YamlPath): void {
  if (!Array.isArray(value) || !hasSteps(value)) return;
  const phases = value.map((item: unknown) => (isMapping(item) ? item['name'] : null));
  let last = -1;
  for (const [index, name] of phases.entries()) {
    if (!isPhase(name)) continue;
    const order = PHASES.indexOf(name);
    const before = PHASES[last];
    if (before !== undefined && last >= order)
      loader.report([...at, index], `the block ${name} can't follow ${before}`);
    last = order;
  }
}

function checkNotified(loader: Loader, tasks: readonly PlaybookTask[]): void {
  const names = tasks.flatMap(({ handles = [] }) => handles);
  for (const { name, at } of loader.notified)
    if (!names.includes(name))
      loader.report(at, `there is no handler "${name}"${nearest(name, names)}`);
}

function readHosts(loader: Loader, value: unknown, at: YamlPath): string {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  const patterns = given.filter((each) => typeof each === 'string' && each.trim() !== '');
  const isWhole = patterns.length === given.length && patterns.length > 0;
  // A colon parts terms only where there is no comma.
  if (isWhole && (patterns.length === 1 || !patterns.join('').includes(':')))
    return patterns.join(',');
  loader.report(at, 'hosts must be a pattern, like `all` or `web:!web3`');
  return '';
}

function readSerialAt(loader: Loader, value: unknown, at: YamlPath): readonly SerialSize[] {
  const serial = value === undefined ? [] : readSerial(value);
  if (serial === null)
    loader.report(at, 'serial must be a number of hosts, a share like 10%, or a list of these');
  return serial ?? [];
}

function readPercentage(loader: Loader, value: unknown, at: YamlPath): number | null {
  if (value === undefined) return null;
  const text = typeof value === 'number' ? String(value) : value;
  const digits = typeof text === 'string' && /^\d+(?:\.\d+)?%?$/.test(text) ? text : '';
  const percent = digits === '' ? NaN : Number(digits.replace('%', ''));
  if (percent >= 0 && percent <= 100) return percent;
  loader.report(at, 'max_fail_percentage must be from 0 to 100');
  return null;
}
