import type { Vars } from '../../model/params.ts';
import type { Step } from '../../model/step.ts';
import type { SystemName } from '../../model/system.ts';
import type { Place, Test } from '../../model/task.ts';
import type { Templating } from '../../model/templating.ts';
import { hasTemplate, isMapping, type Reading, type YamlPath } from './reading.ts';

/** A file of the controller that a task names. */
export interface ControllerFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Null where it is no UTF-8. */
  readonly text: string | null;
}

/** The files beside the playbook. */
export interface ControllerFiles {
  /** Looks below `files/` or `templates/` and beside the playbook. @throws StemError FILE_UNREADABLE */
  readonly find: (folder: 'files' | 'templates', name: string) => ControllerFile;
  /** A YAML file of vars. @throws StemError FILE_UNREADABLE, PLAYBOOK_INVALID */
  readonly readVars: (name: string) => unknown;
  /** The folder of the playbook: the var playbook_dir. */
  readonly folder: string;
}

/** What reading a playbook needs, and what it gathers. */
export interface Loader extends Reading {
  readonly steps: ReadonlyMap<string, Step>;
  /** Modules by their short names. */
  readonly modules: ReadonlyMap<string, Step>;
  readonly templating: Templating;
  readonly files: ControllerFiles;
  /** Vars of the command line: they win over the playbook's. */
  readonly extraVars: Vars;
  /** Whom tasks notify, to be compared with the handlers of the play. */
  readonly notified: { readonly name: string; readonly at: YamlPath }[];
  /** Blocks so far, for their ids. */
  blocks: number;
  /** Handlers run before the next task that is read. */
  isFlushed: boolean;
}

export type Section = 'pre_tasks' | 'tasks' | 'post_tasks' | 'handlers';

/** What a play and its blocks hand down to a task. */
export interface Around {
  /** A phase of the migration, or the section of the play. */
  readonly place: string;
  readonly play: number;
  /** Null outside of the phases. */
  readonly on: SystemName | null;
  /** Whether the play is a migration: it has steps of ours, and its blocks may be phases. */
  readonly isMigration: boolean;
  readonly isHandler: boolean;
  readonly vars: Vars;
  readonly when: readonly Test[];
  readonly within: readonly Place[];
  readonly tags: readonly string[];
  readonly inherited: Inherited;
}

/** `environment` of a play, its blocks and a task, the outermost first: mappings, and templates that give one. */
export type Environment = readonly (Vars | string)[];

export interface Inherited {
  /** True, false or a template. */
  readonly become?: boolean | string;
  readonly hasNoLog?: boolean;
  readonly isErrorIgnored?: boolean;
  readonly isCheckOnly?: boolean;
  readonly isOnce?: boolean;
  readonly isAnyErrorFatal?: boolean;
  /** All layers, the outermost first. */
  readonly environment?: Environment;
  readonly throttle?: number;
}

/** Reports every template below a value that Jinja can't read. */
export function checkTemplates(loader: Loader, value: unknown, at: YamlPath): void {
  if (typeof value === 'string') {
    const problem = hasTemplate(value) ? loader.templating.problemOf(value) : null;
    if (problem !== null) loader.report(at, problem);
  } else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) checkTemplates(loader, each, [...at, index]);
  } else if (isMapping(value)) {
    for (const [name, each] of Object.entries(value)) checkTemplates(loader, each, [...at, name]);
  }
}
