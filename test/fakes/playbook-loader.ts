import { StemError } from '../../src/model/errors.ts';
import type { Step } from '../../src/model/step.ts';
import type { Around, ControllerFiles, Loader } from '../../src/planning/playbook/loader.ts';
import { modulesOf } from '../../src/planning/playbook/module-names.ts';
import { createTemplating } from '../../src/templating/templating.ts';
import { toyStep } from './toy-step.ts';

const MODULES = [
  'command',
  'shell',
  'copy',
  'template',
  'script',
  'debug',
  'assert',
  'set-fact',
  'setup',
  'wait-for',
];

/** Steps of the migration, and modules that do nothing. */
export const STEPS: ReadonlyMap<string, Step> = new Map(
  [
    toyStep('staging/swap-off', { on: 'old' }),
    toyStep('staging/lock'),
    toyStep('install/format', { on: 'environment' }),
    ...MODULES.map((name) => toyStep(`generic/${name}`)),
  ].map((step) => [step.id, step]),
);

/** A folder with a text, a template and something that is no text. */
export const FILES: ControllerFiles = {
  folder: '/books',
  find: (folder, name) => {
    const path = `/books/${folder}/${name}`;
    const file = { path, bytes: 5, sha256: 'abc' };
    if (name === 'motd') return { ...file, text: 'hello' };
    if (name === 'motd.j2') return { ...file, text: 'hello {{ who }}' };
    if (name === 'logo.png') return { ...file, text: null };
    throw new StemError(`there is no file ${name}`, { code: 'FILE_UNREADABLE', hint: 'Look.' });
  },
  readVars: (name) => {
    if (name === 'vars.yml') return { from_file: 1, both: 'file' };
    throw new StemError(`there is no file ${name}`, { code: 'FILE_UNREADABLE', hint: 'Look.' });
  },
};

export const CONTEXT = {
  from: 'p.yml',
  steps: STEPS,
  templating: createTemplating(),
  files: FILES,
};

/** A loader, and what it reported: `path.to.it: what is wrong`. */
export function toyLoader(more: Partial<Loader> = {}): { loader: Loader; said: string[] } {
  const said: string[] = [];
  const loader: Loader = {
    report: (path, says) => void said.push(`${path.join('.')}: ${says}`),
    steps: STEPS,
    modules: modulesOf(STEPS),
    templating: createTemplating(),
    files: FILES,
    extraVars: {},
    notified: [],
    blocks: 0,
    isFlushed: false,
    ...more,
  };
  return { loader, said };
}

export const AROUND: Around = {
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
