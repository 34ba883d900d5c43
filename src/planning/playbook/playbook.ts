import type { Vars } from '../../model/params.ts';
import type { SystemName } from '../../model/system.ts';
import type { Task } from '../../model/task.ts';
import type { SerialSize } from './serial.ts';

/** What a playbook asks for: its plays, one after the other. The order of tasks is judged by `makePlan`. */
export interface Playbook {
  readonly plays: readonly Play[];
}

export interface Play {
  readonly name: string;
  /** A pattern of the inventory. */
  readonly hosts: string;
  /** Sizes of the batches as written; empty means all at once. `resolveSerial` makes numbers of them. */
  readonly serial: readonly SerialSize[];
  readonly maxFailPercentage: number | null;
  /** `any_errors_fatal`. */
  readonly isAnyErrorFatal: boolean;
  /** `remote_user`, where the inventory says nothing. */
  readonly remoteUser: string | null;
  /** They win over the inventory's. Every task has them as well. */
  readonly vars: Vars;
  /** Handlers stand last. */
  readonly tasks: readonly PlaybookTask[];
}

export const PHASES = ['prepare', 'install', 'finish'] as const;
export type PhaseName = (typeof PHASES)[number];

/** The system in which a phase works. */
export const SYSTEM_OF: Readonly<Record<PhaseName, SystemName>> = {
  prepare: 'old',
  install: 'environment',
  finish: 'new',
};

/** A task with its name in the playbook: what an operator reads. */
export type PlaybookTask = Task & {
  readonly name: string;
  /** Its phase, or the section of its play. */
  readonly place: string;
  /** The index of its play. */
  readonly play: number;
  readonly tags: readonly string[];
};

export const isPhase = (name: unknown): name is PhaseName => PHASES.some((phase) => phase === name);
