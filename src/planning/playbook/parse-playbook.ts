import { StemError } from '../../model/errors.ts';
import type { Vars } from '../../model/params.ts';
import type { Step } from '../../model/step.ts';
import type { Templating } from '../../model/templating.ts';
import type { ControllerFiles, Loader } from './loader.ts';
import { modulesOf } from './module-names.ts';
import { parsePlay } from './parse-play.ts';
import type { Play, Playbook } from './playbook.ts';
import { isMapping, type LineOf, type YamlPath } from './reading.ts';
import { keyGiver } from './task-keys.ts';

export interface PlaybookContext {
  /** The file, for errors. */
  readonly from: string;
  readonly steps: ReadonlyMap<string, Step>;
  readonly templating: Templating;
  readonly files: ControllerFiles;
  /** Of the command line: they win over the playbook's. */
  readonly extraVars?: Vars;
  /** Where a value begins in the file, counted from 1. */
  readonly lineOf?: LineOf;
}

/**
 * Reads a playbook from its parsed YAML. Whatever is outside of our part of Ansible's grammar is an error with what to
 * write instead; all errors are told at once. @throws StemError PLAYBOOK_INVALID
 */
export function parsePlaybook(data: unknown, context: PlaybookContext): Playbook {
  const { playbook, problems } = readPlaybook(data, context);
  if (playbook !== null && problems.length === 0) return playbook;
  throw new StemError(problems.join('\n'), {
    code: 'PLAYBOOK_INVALID',
    hint: 'Change the playbook; docs/playbooks.md has every key, playbooks/migrate.yml is one to compare with.',
  });
}

/** A playbook and all that is wrong with it, in the order of the file. */
function readPlaybook(
  data: unknown,
  context: PlaybookContext,
): { readonly playbook: Playbook | null; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const loader: Loader = {
    report: (path, says) => {
      problems.push(`${placeOf(path, context)}: ${says}`);
    },
    steps: context.steps,
    modules: modulesOf(context.steps),
    templating: context.templating,
    files: context.files,
    extraVars: context.extraVars ?? {},
    notified: [],
    blocks: 0,
    isFlushed: false,
  };
  return { playbook: parsePlays(loader, data), problems };
}

/** The nearest place that has a line: a missing key has none. */
function placeOf(path: YamlPath, { from, lineOf }: PlaybookContext): string {
  for (let length = path.length; lineOf !== undefined && length >= 0; length -= 1) {
    const place = lineOf(path.slice(0, length));
    if (place !== undefined) return `${from}:${String(place.line)}:${String(place.column)}`;
  }
  return path.length === 0 ? from : `${from}: ${path.join('.')}`;
}

function parsePlays(loader: Loader, data: unknown): Playbook | null {
  const given: readonly unknown[] = Array.isArray(data) ? data : [];
  if (given.length === 0) {
    loader.report([], 'a playbook is a list of plays: `- name: …`, hosts and tasks below it');
    return null;
  }
  const giveKey = keyGiver();
  const plays = given.flatMap((play, index): readonly Play[] => {
    if (isMapping(play)) return [parsePlay(loader, { value: play, at: [index] })];
    loader.report([index], 'a play is a mapping: `- name: …`, hosts and tasks below it');
    return [];
  });
  return { plays: plays.map((play) => ({ ...play, tasks: play.tasks.map(giveKey) })) };
}
